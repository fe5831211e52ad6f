#include "dragoman/kernels/onednn.h"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/random_numbers.h"

namespace dragoman::onednn {
namespace {

class Products : public testing::TestWithParam<std::tuple<bool, bool, bool>> {
 protected:
  void SetUp() override {
    if (!is_available()) GTEST_SKIP() << "built without oneDNN";
  }
};

constexpr int64_t rows = 3, inner = 5, columns = 4;

/// The definition, added to what stands in `out`.
std::vector<float> defined(const std::vector<float>& left, const std::vector<float>& right,
                           const std::vector<float>& out, const std::vector<float>& bias,
                           bool right_is_transposed) {
  std::vector<float> sums = out;
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      double sum = bias[static_cast<size_t>(j)];
      for (int64_t k = 0; k < inner; ++k) {
        const int64_t place = right_is_transposed ? j * inner + k : k * columns + j;
        sum += static_cast<double>(left[static_cast<size_t>(i * inner + k)]) *
               right[static_cast<size_t>(place)];
      }
      sums[static_cast<size_t>(i * columns + j)] += static_cast<float>(sum);
    }
  }
  return sums;
}

TEST_P(Products, AreTheSumsOfTheirDefinition) {
  const auto& [accumulate, biased, transposed] = GetParam();
  std::vector<float> left = numbers(rows * inner, 1), right = numbers(inner * columns, 2);
  const std::vector<float> bias = numbers(columns, 3), before = numbers(rows * columns, 4);
  const std::vector<float> zeros(static_cast<size_t>(rows * columns));
  const std::vector<float> none(static_cast<size_t>(columns));
  const std::vector<float> expected =
      defined(left, right, accumulate ? before : zeros, biased ? bias : none, transposed);
  const Matrix left_matrix{left.data(), rows, inner, inner, 1};
  const Matrix right_matrix = transposed ? Matrix{right.data(), inner, columns, 1, inner}
                                         : Matrix{right.data(), inner, columns, columns, 1};
  for (const bool packed : {false, true}) {
    std::vector<float> out = before;
    const Matrix out_matrix{out.data(), rows, columns, columns, 1};
    const float* added = biased ? bias.data() : nullptr;
    if (packed) {
      PackedMatrix(right_matrix).multiply(left_matrix, out_matrix, accumulate, added);
    } else {
      multiply(left_matrix, right_matrix, out_matrix, accumulate, added);
    }
    for (size_t i = 0; i < out.size(); ++i) {
      EXPECT_NEAR(out[i], expected[i], 1e-5) << i << (packed ? ", packed" : "");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Products,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Bool()),
                         [](const auto& kind) {
                           return std::string(std::get<0>(kind.param) ? "added" : "written") +
                                  (std::get<1>(kind.param) ? "_with_bias" : "") +
                                  (std::get<2>(kind.param) ? "_transposed" : "");
                         });

}  // namespace
}  // namespace dragoman::onednn
