#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "dragoman/kernels/cuda.h"
#include "nn/small_model.h"
#include "nn/tape/product.h"
#include "nn/training_step.h"

// A training step on a GPU against the same on the CPU. (Where there is none, all tests of nn run
// once more with the GPU's kernels, emulated.)

namespace dragoman {
namespace {

/// Every tensor's gradient is within a part of its size.
void expect_near(const std::vector<NamedTensor>& found, const std::vector<NamedTensor>& expected,
                 double part) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    const Tensor& right = expected[i].tensor;
    EXPECT_LT(norm_of(found[i].tensor - right), part * norm_of(right) + 1e-7) << found[i].name;
  }
}

class GpuTraining : public testing::TestWithParam<std::tuple<DecoderKind, CellKind, const char*>> {
 protected:
  void SetUp() override {
    if (!cuda::is_available()) GTEST_SKIP() << "built without kernels for GPUs";
    if (!torch::cuda::is_available()) GTEST_SKIP() << "this machine has no GPU";
  }

  static ModelConfig config() {
    const auto [decoder, cell, attention] = GetParam();
    ModelConfig made = stacked_config(decoder, cell, attention);
    made.dropout.input = made.dropout.output = made.dropout.recurrent = 0.3;
    if (cell == CellKind::lstm) {
      made.lexical_prior = {.pieces = 4, .floor = 0.02};
      made.encoder.transitions = made.decoder.transitions = 1;
    } else {
      made.encoder.layer_norm = made.decoder.layer_norm = true;
    }
    return made;
  }

  static constexpr Arithmetic fp32{Kernels::fast, Precision::fp32};
};

TEST_P(GpuTraining, HasTheGradientsOfTheCpu) {
  expect_near(gradients_of(config(), fp32, torch::kCUDA), gradients_of(config(), fp32), 1e-4);
}

TEST_P(GpuTraining, HasTheSameBitsAgain) {
  const auto once = gradients_of(config(), fp32, torch::kCUDA);
  const auto again = gradients_of(config(), fp32, torch::kCUDA);
  for (size_t i = 0; i < once.size(); ++i) {
    EXPECT_TRUE(torch::equal(once[i].tensor, again[i].tensor)) << once[i].name;
  }
}

TEST_P(GpuTraining, IsNearItInTf32) {
  if (!has_native_bf16(torch::kCUDA)) GTEST_SKIP() << "this GPU has no products in TF32";
  expect_near(gradients_of(config(), {Kernels::fast, Precision::tf32}, torch::kCUDA),
              gradients_of(config(), fp32), 0.02);
}

TEST_P(GpuTraining, IsNearItInBfloat16) {
  if (!has_native_bf16(torch::kCUDA)) GTEST_SKIP() << "this GPU has no products in bfloat16";
  expect_near(gradients_of(config(), {Kernels::fast, Precision::bf16}, torch::kCUDA),
              gradients_of(config(), fp32), 0.06);
}

INSTANTIATE_TEST_SUITE_P(
    All, GpuTraining,
    testing::Combine(testing::ValuesIn(decoder_kinds()), testing::ValuesIn(cell_kinds()),
                     testing::Values("additive", "general", "multi_head", "local_p", "coverage")),
    [](const auto& made) {
      return name_of(std::get<0>(made.param)) + "_" + name_of(std::get<1>(made.param)) + "_" +
             std::get<2>(made.param);
    });

}  // namespace
}  // namespace dragoman
