#include "dragoman/config/device_choice.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(DeviceChoice, IsADeviceAndTheNumberOfAGpu) {
  EXPECT_EQ(device_of("auto"), (DeviceChoice{DeviceKind::automatic, {}}));
  EXPECT_EQ(device_of("cpu"), (DeviceChoice{DeviceKind::cpu, {}}));
  EXPECT_EQ(device_of("cuda"), (DeviceChoice{DeviceKind::cuda, {}}));
  EXPECT_EQ(device_of("cuda:0"), (DeviceChoice{DeviceKind::cuda, 0}));
  EXPECT_EQ(device_of("cuda:127"), (DeviceChoice{DeviceKind::cuda, 127}));
}

TEST(DeviceChoice, IsNothingElse) {
  for (const char* text : {"", "gpu", "cuda:", "cuda:-1", "cuda:128", "cuda:1x", "cuda:N", "cpu:0",
                           "CUDA", " cuda", "cuda:99999999999999999999"}) {
    EXPECT_FALSE(device_of(text)) << text;
  }
}

TEST(DeviceChoice, OfSeveralJobsIsAnotherGpuInTurnWhereNoneIsNamed) {
  for (const char* open : {"auto", "cuda"}) {
    EXPECT_EQ(text_of(device_of_job(*device_of(open), 0, 2)), "cuda:0");
    EXPECT_EQ(text_of(device_of_job(*device_of(open), 3, 2)), "cuda:1");
    EXPECT_EQ(text_of(device_of_job(*device_of(open), 3, 0)), open);
  }
  EXPECT_EQ(text_of(device_of_job(*device_of("cpu"), 1, 2)), "cpu");
  EXPECT_EQ(text_of(device_of_job(*device_of("cuda:0"), 1, 2)), "cuda:0");
}

TEST(DeviceChoice, IsWrittenAsItIsRead) {
  for (const char* text : {"auto", "cpu", "cuda", "cuda:3"}) {
    EXPECT_EQ(text_of(*device_of(text)), text);
  }
}

}  // namespace
}  // namespace dragoman
