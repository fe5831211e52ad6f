#include "nn/step/words.h"

#include <memory>

#include <gtest/gtest.h>
#include <torch/types.h>

namespace dragoman {
namespace {

using torch::Tensor;

constexpr int64_t words = 7, width = 5, inputs_width = 6, readouts_width = 4;

/// Parts of four words, from a table or from a product at each step.
std::vector<float> parts(int64_t table_bytes_at_most) {
  torch::manual_seed(3);
  const Tensor embedding = torch::randn({words, width});
  const Tensor weight = torch::randn({inputs_width + readouts_width, width});
  const Tensor bias = torch::randn(inputs_width + readouts_width);
  const auto numbers = [](const Tensor& tensor) {
    const float* begin = tensor.data_ptr<float>();
    return std::vector<float>(begin, begin + tensor.numel());
  };
  const StepWords<float> step(numbers(embedding),
                              {std::make_shared<const PackedWeight<float>>(MatrixView<float>{
                                   weight.data_ptr<float>(), weight.size(0), width, width, 1}),
                               numbers(bias)},
                              table_bytes_at_most);
  const std::vector<int64_t> rows = {6, 0, 6, 2};
  std::vector<float> out(4 * (inputs_width + readouts_width));
  Workspace<float> workspace;
  step.look_up(4, rows.data(), inputs_width, out.data(), out.data() + 4 * inputs_width, workspace);
  const Tensor expected =
      torch::linear(embedding.index_select(0, torch::tensor(rows)), weight, bias);
  const Tensor found = torch::from_blob(out.data(), {4, inputs_width});
  EXPECT_TRUE(torch::allclose(found, expected.narrow(1, 0, inputs_width), 1e-5, 1e-5));
  const Tensor readouts = torch::from_blob(out.data() + 4 * inputs_width, {4, readouts_width});
  EXPECT_TRUE(
      torch::allclose(readouts, expected.narrow(1, inputs_width, readouts_width), 1e-5, 1e-5));
  return out;
}

TEST(StepWords, ATableGivesTheBitsOfTheProduct) {
  EXPECT_EQ(parts(1 << 20), parts(0));
}

}  // namespace
}  // namespace dragoman
