#include "dragoman/kernels/int8_weight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/instruction_sets.h"
#include "kernels/random_numbers.h"

namespace dragoman {
namespace {

/// The nearest integers of a row and its scale, as the definition says.
struct Rounded {
  explicit Rounded(const float* row, int64_t count) {
    float most = 0;
    for (int64_t k = 0; k < count; ++k) most = std::max(most, std::abs(row[k]));
    scale = most / 127;
    for (int64_t k = 0; k < count; ++k) {
      values.push_back(most > 0 ? std::lrint(row[k] * (127 / most)) : 0);
    }
  }
  std::vector<int64_t> values;
  float scale;
};

struct Product {
  int64_t rows, inputs, outputs;
  std::vector<float> weight = numbers(outputs * inputs, 1), bias = numbers(outputs, 2),
                     input = numbers(rows * (inputs + 3), 3);

  std::vector<float> compute(int64_t begin, int64_t count) const {
    const Int8Weight packed({weight.data(), outputs, inputs, inputs, 1});
    std::vector<float> out(static_cast<size_t>(count * outputs));
    packed.multiply({input.data() + begin * (inputs + 3), count, inputs + 3}, bias.data(),
                    {out.data(), count, outputs});
    return out;
  }

  std::vector<double> defined() const {
    std::vector<double> out;
    for (int64_t r = 0; r < rows; ++r) {
      const Rounded row(input.data() + r * (inputs + 3), inputs);
      for (int64_t n = 0; n < outputs; ++n) {
        const Rounded column(weight.data() + n * inputs, inputs);
        int64_t sum = 0;
        for (int64_t k = 0; k < inputs; ++k) {
          sum += row.values[static_cast<size_t>(k)] * column.values[static_cast<size_t>(k)];
        }
        out.push_back(double(sum) * (double(row.scale) * double(column.scale)) +
                      double(bias[static_cast<size_t>(n)]));
      }
    }
    return out;
  }
};

const std::vector<std::array<int64_t, 3>> shapes = {{1, 1, 1},    {1, 7, 5},    {3, 64, 16},
                                                    {9, 65, 33},  {8, 512, 96}, {20, 100, 130},
                                                    {33, 64, 48}, {49, 200, 40}};

TEST(Int8Weight, IsTheIntegerProductOfWhatIsRoundedOnEveryProcessor) {
  for (const auto& [rows, inputs, outputs] : shapes) {
    const Product product{rows, inputs, outputs};
    const std::vector<double> expected = product.defined();
    std::vector<float> fused;
    for_targets([&](int64_t target) {
      const std::vector<float> found = product.compute(0, product.rows);
      for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_NEAR(found[i], expected[i], 1e-5 * (1 + std::abs(expected[i]))) << i;
      }
      if (!has_fused_multiply_add(target)) return;
      if (fused.empty()) fused = found;
      EXPECT_EQ(found, fused);
    });
  }
}

TEST(Int8Weight, ARowIsTheSameAmongOthersAndAlone) {
  for (const auto& [rows, inputs, outputs] : shapes) {
    const Product product{rows, inputs, outputs};
    const std::vector<float> together = product.compute(0, rows);
    for (int64_t row = 0; row < rows; ++row) {
      const std::vector<float> alone = product.compute(row, 1);
      EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin() + row * outputs));
    }
  }
}

TEST(Int8Weight, LargeSumsDoNotSaturate) {
  const int64_t inputs = 4096;
  const std::vector<float> ones(inputs, 1);
  const Int8Weight packed({ones.data(), 1, inputs, inputs, 1});
  float out = 0;
  packed.multiply({ones.data(), 1, inputs}, nullptr, {&out, 1, 1});
  EXPECT_NEAR(out, 4096, 1e-2);
}

TEST(Int8Weight, ZerosStayZero) {
  const std::vector<float> zeros(64, 0), row = numbers(64, 4);
  const Int8Weight packed({zeros.data(), 1, 64, 64, 1});
  float out = 1;
  packed.multiply({row.data(), 1, 64}, nullptr, {&out, 1, 1});
  EXPECT_EQ(out, 0);
  packed.multiply({zeros.data(), 1, 64}, nullptr, {&out, 1, 1});
  EXPECT_EQ(out, 0);
}

TEST(Int8Weight, GivesBackItsRoundedRows) {
  const Product product{1, 130, 37};
  const Int8Weight packed({product.weight.data(), 37, 130, 130, 1});
  for (int64_t n = 0; n < 37; ++n) {
    const Rounded rounded(product.weight.data() + n * 130, 130);
    std::vector<float> row(100);
    packed.copy_row(n, 7, 100, row.data());
    for (size_t k = 0; k < row.size(); ++k) {
      EXPECT_EQ(row[k], rounded.scale * static_cast<float>(rounded.values[7 + k]));
    }
  }
}

}  // namespace
}  // namespace dragoman
