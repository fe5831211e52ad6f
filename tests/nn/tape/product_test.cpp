#include "nn/tape/product.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

/// A matrix that is a slice of a wider one, so that its rows do not follow one another directly.
Tensor slice_of(int64_t rows, int64_t columns, uint64_t seed, torch::Dtype type) {
  return random_tensor({rows + 2, columns + 3}, seed)
      .to(type)
      .narrow(0, 1, rows)
      .narrow(1, 2, columns);
}

/// Operands of the products with one weight W [N, K], and what they give.
struct Operands {
  Operands(int64_t row_count, int64_t inputs, int64_t outputs, torch::Dtype type)
      : weight(random_tensor({outputs, inputs}, 1).to(type)),
        rows(slice_of(row_count, inputs, 2, type)),
        gradients(slice_of(row_count, outputs, 3, type)),
        bias(random_tensor({outputs}, 4).to(type)) {}

  Tensor weight, rows, gradients, bias;
};

/// Relative to the largest number.
testing::AssertionResult near(const Tensor& got, const Tensor& expected, double tolerance) {
  const double scale = expected.abs().max().item<double>();
  return close(got.to(torch::kDouble) / scale, expected / scale, tolerance);
}

/// What a product of `precision` takes of a tensor, in double.
Tensor taken(const Tensor& tensor, Precision precision) {
  return rounded(tensor, precision).to(torch::kDouble);
}

/// `out` after a product that wrote to it or added to it.
Tensor after(const Tensor& out, const Tensor& product, bool accumulate) {
  return accumulate ? out.to(torch::kDouble) + product : product;
}

void expect_products(const Operands& made, Precision precision, Use use, double tolerance) {
  const WeightOperand operand(made.weight, precision, use);
  const Tensor weight = taken(made.weight, precision), rows = taken(made.rows, precision);
  const Tensor gradients = taken(made.gradients, precision);
  const int64_t count = rows.size(0), inputs = weight.size(1), outputs = weight.size(0);
  const auto type = made.weight.scalar_type();
  for (const bool accumulate : {false, true}) {
    SCOPED_TRACE(accumulate ? "added" : "written");
    const Tensor out = slice_of(count, outputs, 5, type), kept = out.clone();
    operand.multiply(made.rows, out, {.accumulate = accumulate});
    EXPECT_TRUE(near(out, after(kept, rows.mm(weight.t()), accumulate), tolerance));

    const Tensor back = slice_of(count, inputs, 6, type), kept_back = back.clone();
    operand.multiply(made.gradients, back, {.gradient = true, .accumulate = accumulate});
    EXPECT_TRUE(near(back, after(kept_back, gradients.mm(weight), accumulate), tolerance));

    const Tensor gradient = random_tensor({outputs, inputs}, 7).to(type), before = gradient.clone();
    weight_gradient(made.gradients, made.rows, precision, gradient, accumulate);
    EXPECT_TRUE(near(gradient, after(before, gradients.t().mm(rows), accumulate), tolerance));
  }
  const Tensor out = torch::empty({count, outputs}, type);
  operand.multiply(made.rows, out, {.bias = made.bias});
  EXPECT_TRUE(near(out, rows.mm(weight.t()) + made.bias.to(torch::kDouble), tolerance));
}

/// Rows, inputs, outputs of W.
using Shape = std::tuple<int64_t, int64_t, int64_t>;

class Products : public testing::TestWithParam<std::tuple<Shape, Use>> {
 protected:
  void expect(torch::Dtype type, Precision precision, double tolerance) const {
    const auto& [shape, use] = GetParam();
    const auto& [rows, inputs, outputs] = shape;
    expect_products(Operands(rows, inputs, outputs, type), precision, use, tolerance);
  }
};

TEST_P(Products, OfFloatsEqualLibTorchs) {
  expect(torch::kFloat, Precision::fp32, 1e-5);
}

TEST_P(Products, OfDoublesAreLibTorchs) {
  expect(torch::kDouble, Precision::fp32, 1e-14);
  expect(torch::kDouble, Precision::bf16, 1e-14);
}

TEST_P(Products, InBfloat16AreThoseOfTheRoundedOperands) {
  if (!has_native_bf16()) GTEST_SKIP() << "this processor has no products in bfloat16";
  expect(torch::kFloat, Precision::bf16, 1e-5);
}

TEST_P(Products, AreTheSameWithinAParallelRegion) {
  const auto& [shape, use] = GetParam();
  const auto& [rows, inputs, outputs] = shape;
  const Operands made(rows, inputs, outputs, torch::kFloat);
  const ThreadCount threads(2);
  const Tensor expected = torch::empty({rows, outputs}), got = torch::empty({2, rows, outputs});
  WeightOperand(made.weight, Precision::fp32, use).multiply(made.rows, expected);
  at::parallel_for(0, 2, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      WeightOperand(made.weight, Precision::fp32, Use(use)).multiply(made.rows, got[i]);
    }
  });
  EXPECT_TRUE(close(got[0], expected, 1e-4));
  EXPECT_TRUE(close(got[1], expected, 1e-4));
}

std::string name_of(const testing::TestParamInfo<std::tuple<Shape, Use>>& made) {
  const auto& [shape, use] = made.param;
  const auto& [rows, inputs, outputs] = shape;
  return std::to_string(rows) + "_" + std::to_string(inputs) + "_" + std::to_string(outputs) +
         (use == Use::once ? "_once" : "_every_step");
}

INSTANTIATE_TEST_SUITE_P(Shapes, Products,
                         testing::Combine(testing::Values(Shape{1, 7, 13}, Shape{5, 33, 17},
                                                          Shape{64, 129, 65}, Shape{5, 1, 3},
                                                          Shape{64, 31, 1}, Shape{1, 1, 1}),
                                          testing::Values(Use::once, Use::every_step)),
                         [](const auto& made) { return name_of(made); });

}  // namespace
}  // namespace dragoman
