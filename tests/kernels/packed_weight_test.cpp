#include "dragoman/kernels/packed_weight.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <omp.h>

#include "kernels/instruction_sets.h"
#include "kernels/random_numbers.h"

namespace dragoman {
namespace {

using Real = testing::Types<float, double>;

/// A weight [N, K], a bias and rows that do not follow one another directly.
template <typename R>
struct Product {
  int64_t rows, inputs, outputs;
  int64_t stride = inputs + 3;
  std::vector<R> weight = numbers<R>(outputs * inputs, 1);
  std::vector<R> bias = numbers<R>(outputs, 2);
  std::vector<R> input = numbers<R>(rows * stride, 3);

  std::vector<R> compute(int64_t begin, int64_t count, bool biased = true) const {
    const PackedWeight<R> packed({weight.data(), outputs, inputs, inputs, 1});
    std::vector<R> out(static_cast<size_t>(count * outputs));
    packed.multiply({input.data() + begin * stride, count, stride}, biased ? bias.data() : nullptr,
                    {out.data(), count, outputs});
    return out;
  }

  /// The definition: one chain of fused multiply-adds an element.
  std::vector<R> chains(bool biased = true) const {
    std::vector<R> out;
    for (int64_t row = 0; row < rows; ++row) {
      for (int64_t n = 0; n < outputs; ++n) {
        R sum = biased ? bias[static_cast<size_t>(n)] : R(0);
        for (int64_t k = 0; k < inputs; ++k) {
          sum = std::fma(input[static_cast<size_t>(row * stride + k)],
                         weight[static_cast<size_t>(n * inputs + k)], sum);
        }
        out.push_back(sum);
      }
    }
    return out;
  }
};

template <typename R>
class PackedWeights : public testing::Test {};
TYPED_TEST_SUITE(PackedWeights, Real);

TYPED_TEST(PackedWeights, EveryElementIsOneChainOfFusedMultiplyAdds) {
  for_targets([](int64_t target) {
    if (!has_fused_multiply_add(target)) return;
    for (const int64_t outputs : {1, 7, 8, 16, 24, 40, 131}) {
      for (const int64_t inputs : {1, 5, 64}) {
        const Product<TypeParam> product{9, inputs, outputs};
        EXPECT_EQ(product.compute(0, 9), product.chains()) << outputs << " x " << inputs;
        EXPECT_EQ(product.compute(0, 9, false), product.chains(false)) << outputs << inputs;
      }
    }
  });
}

TYPED_TEST(PackedWeights, GiveBackTheirRows) {
  constexpr int64_t outputs = 37, inputs = 9, begin = 2, count = 5;
  const std::vector<TypeParam> weight = numbers<TypeParam>(outputs * inputs, 1);
  const PackedWeight<TypeParam> packed({weight.data(), outputs, inputs, inputs, 1});
  for (int64_t n = 0; n < outputs; ++n) {
    std::vector<TypeParam> row(count);
    packed.copy_row(n, begin, count, row.data());
    const auto first = weight.begin() + n * inputs + begin;
    EXPECT_EQ(row, std::vector<TypeParam>(first, first + count)) << n;
  }
}

TYPED_TEST(PackedWeights, ARowsBitsDoNotDependOnOtherRowsOrItsPlace) {
  for_targets([](int64_t) {
    const Product<TypeParam> product{21, 37, 70};
    std::vector<std::vector<TypeParam>> alone;
    for (int64_t row = 0; row < product.rows; ++row) alone.push_back(product.compute(row, 1));
    for (int64_t count = 1; count <= product.rows; ++count) {
      for (const int64_t begin : {int64_t{0}, product.rows - count}) {
        const std::vector<TypeParam> together = product.compute(begin, count);
        for (int64_t row = 0; row < count; ++row) {
          const auto first = together.begin() + row * product.outputs;
          EXPECT_EQ(std::vector<TypeParam>(first, first + product.outputs),
                    alone[static_cast<size_t>(begin + row)])
              << "row " << row << " of " << count;
        }
      }
    }
  });
}

TYPED_TEST(PackedWeights, AnyNumberOfThreadsGivesTheSameBits) {
  const Product<TypeParam> product{16, 256, 1024};
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const std::vector<TypeParam> expected = product.compute(0, product.rows);
  for (const int threads : {2, 3, 5}) {
    omp_set_num_threads(threads);
    EXPECT_EQ(product.compute(0, product.rows), expected) << threads << " threads";
  }
  omp_set_num_threads(before);
}

TYPED_TEST(PackedWeights, AWeightMayLieInAnyOrder) {
  const Product<TypeParam> product{3, 19, 33};
  std::vector<TypeParam> transposed(product.weight.size());
  for (int64_t n = 0; n < product.outputs; ++n) {
    for (int64_t k = 0; k < product.inputs; ++k) {
      transposed[static_cast<size_t>(k * product.outputs + n)] =
          product.weight[static_cast<size_t>(n * product.inputs + k)];
    }
  }
  const PackedWeight<TypeParam> packed(
      {transposed.data(), product.outputs, product.inputs, 1, product.outputs});
  std::vector<TypeParam> out(static_cast<size_t>(product.rows * product.outputs));
  packed.multiply({product.input.data(), product.rows, product.stride}, product.bias.data(),
                  {out.data(), product.rows, product.outputs});
  EXPECT_EQ(out, product.compute(0, product.rows));
}

TYPED_TEST(PackedWeights, NaNAndInfinityPassThrough) {
  Product<TypeParam> product{2, 4, 5};
  product.input[1] = std::numeric_limits<TypeParam>::quiet_NaN();
  const std::vector<TypeParam> out = product.compute(0, 2);
  for (int64_t n = 0; n < 5; ++n) {
    EXPECT_TRUE(std::isnan(out[static_cast<size_t>(n)]));
    EXPECT_FALSE(std::isnan(out[static_cast<size_t>(5 + n)]));
  }
}

/// The nearest value with seven bits after the first.
float to_bfloat16(float value) {
  int exponent = 0;
  const float fraction = std::frexp(value, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(fraction, 8)), exponent - 8);
}

TEST(Bfloat16Weight, IsTheChainOfTheRoundedWeight) {
  Product<float> product{9, 37, 70};
  std::vector<float> out(static_cast<size_t>(product.rows * product.outputs));
  const Bfloat16Weight packed(
      {product.weight.data(), product.outputs, product.inputs, product.inputs, 1});
  for (float& value : product.weight) value = to_bfloat16(value);
  for_targets([&](int64_t target) {
    if (!has_fused_multiply_add(target)) return;
    packed.multiply({product.input.data(), product.rows, product.stride}, product.bias.data(),
                    {out.data(), product.rows, product.outputs});
    EXPECT_EQ(out, product.chains());
  });
}

TEST(Bfloat16Weight, GivesBackItsRoundedRows) {
  const std::vector<float> weight = numbers<float>(20 * 3, 1);
  const Bfloat16Weight packed({weight.data(), 20, 3, 3, 1});
  for (int64_t n = 0; n < 20; ++n) {
    std::vector<float> row(2);
    packed.copy_row(n, 1, 2, row.data());
    for (int64_t k = 0; k < 2; ++k) {
      EXPECT_EQ(row[static_cast<size_t>(k)],
                to_bfloat16(weight[static_cast<size_t>(n * 3 + 1 + k)]));
    }
  }
}

}  // namespace
}  // namespace dragoman
