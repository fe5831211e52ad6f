#include "dragoman/nn/runtime.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(SetThreads, TakesTheGivenNumberAndSaysIt) {
  const int before = at::get_num_threads();
  RuntimeConfig config;
  config.threads = 2;
  EXPECT_THAT(set_threads(config), testing::StartsWith("2 threads"));
  EXPECT_EQ(at::get_num_threads(), 2);
  config.threads = 1;
  EXPECT_EQ(set_threads(config), "1 thread");
  config.threads = 0;
  set_threads(config);
  EXPECT_GE(at::get_num_threads(), 1);
  at::set_num_threads(before);
}

TEST(ChooseDevice, IsWhatTheConfigurationSays) {
  RuntimeConfig config;
  EXPECT_EQ(choose_device(config).is_cuda(), torch::cuda::is_available());
  config.device = DeviceKind::cpu;
  EXPECT_TRUE(choose_device(config).is_cpu());
  config.device = DeviceKind::cuda;
  if (torch::cuda::is_available()) {
    EXPECT_TRUE(choose_device(config).is_cuda());
  } else {
    EXPECT_THROW(choose_device(config), InputError);
  }
}

}  // namespace
}  // namespace dragoman
