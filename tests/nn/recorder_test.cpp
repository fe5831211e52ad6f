#include "nn/recorder.h"

#include <gtest/gtest.h>
#include <torch/cuda.h>
#include <torch/torch.h>

namespace dragoman {
namespace {

using torch::Tensor;

class RecorderOn : public testing::TestWithParam<torch::DeviceType> {
 protected:
  void SetUp() override {
    if (GetParam() == torch::kCUDA && !torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  }
  torch::Device device() const { return {GetParam(), 0}; }
};

TEST_P(RecorderOn, WhatItRecordsIsDoneOnWhatStandsThereThen) {
  const Tensor input = torch::ones({4}, device()), sum = torch::zeros({4}, device());
  Tensor made;
  const std::function<void()> work = [&] {
    made = input * 2;
    sum.add_(made);
  };
  work();
  const std::function<void()> again = Recorder(device()).record(work);
  EXPECT_EQ(sum.sum().item<double>(), 8) << "recording is not doing";
  for (const double number : {1, 2, 3}) {
    input.fill_(number);
    again();
    EXPECT_EQ(made.sum().item<double>(), 8 * number);
  }
  EXPECT_EQ(sum.sum().item<double>(), 8 + 8 + 16 + 24);
}

TEST_P(RecorderOn, WhatCannotBeRecordedIsDoneAllTheSame) {
  const Tensor count = torch::zeros({}, device());
  double seen = 0;
  Recorder recorder(device());
  const std::function<void()> again = recorder.record([&] {
    count.add_(1);
    seen = count.item<double>();  // waits for the device, which a recording must not
  });
  again();
  EXPECT_EQ(seen, 1);
  const std::function<void()> other = recorder.record([&] { count.add_(10); });
  other();
  other();
  EXPECT_EQ(count.item<double>(), 21);
}

INSTANTIATE_TEST_SUITE_P(Devices, RecorderOn, testing::Values(torch::kCPU, torch::kCUDA),
                         [](const auto& made) {
                           return std::string(made.param == torch::kCPU ? "cpu" : "gpu");
                         });

}  // namespace
}  // namespace dragoman
