#include "nn/repeated_work.h"

#include <gtest/gtest.h>
#include <torch/cuda.h>
#include <torch/torch.h>

namespace dragoman {
namespace {

class RepeatedWorkOn : public testing::TestWithParam<torch::DeviceType> {
 protected:
  void SetUp() override {
    if (GetParam() == torch::kCUDA && !torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  }
};

TEST_P(RepeatedWorkOn, IsDoneEachTimeOnWhatStandsThereThen) {
  const torch::Device device(GetParam(), 0);
  const torch::Tensor input = torch::ones({4}, device), sum = torch::zeros({4}, device);
  torch::Tensor made;  // by the work
  RepeatedWork work(
      [&] {
        made = input * 2;
        sum.add_(made);
      },
      device);
  for (int64_t number = 1; number <= 4; ++number) {
    input.fill_(number);
    work.run();
    EXPECT_EQ(made.sum().item<double>(), 8.0 * static_cast<double>(number));
    EXPECT_EQ(sum.sum().item<double>(), 4.0 * static_cast<double>(number * (number + 1)));
  }
}

TEST_P(RepeatedWorkOn, ThatCannotBeRecordedIsDoneAllTheSame) {
  const torch::Device device(GetParam(), 0);
  const torch::Tensor count = torch::zeros({}, device);
  double seen = 0;
  RepeatedWork work(
      [&] {
        count.add_(1);
        seen = count.item<double>();  // waits for the device, which a recording must not
      },
      device);
  work.run();
  work.run();
  EXPECT_EQ(seen, 2);
}

INSTANTIATE_TEST_SUITE_P(Devices, RepeatedWorkOn, testing::Values(torch::kCPU, torch::kCUDA),
                         [](const auto& made) {
                           return std::string(made.param == torch::kCPU ? "cpu" : "gpu");
                         });

}  // namespace
}  // namespace dragoman
