#include "dragoman/kernels/masks.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/keeps_threads.h"
#include "kernels/real_numbers.h"
#include "kernels/vector_array.h"

namespace dragoman {
namespace {

constexpr int64_t many = 1 << 16;
constexpr uint64_t seed = 0x0123456789abcdef;

template <typename Real>
Tensor mask_of(const MaskRange& range) {
  const Tensor values = torch::full(range.count, -1, real_type<Real>);
  fill_mask(range, values.data_ptr<Real>());
  return values;
}

/// Where a mask of rate 1/2 is zero, as 1, else −1.
Tensor signs_of(const MaskRange& range) {
  return 1 - mask_of<double>(range);
}

/// Three standard deviations of the mean of `many` independent signs.
const double chance = 3 / std::sqrt(static_cast<double>(many));

double correlation(const Tensor& left, const Tensor& right) {
  return (left * right).mean().item<double>();
}

template <typename Real>
class Masks : public testing::Test {};
TYPED_TEST_SUITE(Masks, RealTypes);

TYPED_TEST(Masks, ZeroesTheRateAndScalesTheRest) {
  for (const double rate : {0.1, 0.5, 0.9}) {
    const Tensor mask = mask_of<TypeParam>({seed, 0, many, rate});
    const Tensor zero = mask.eq(0), kept = mask.eq(static_cast<TypeParam>(1 / (1 - rate)));
    EXPECT_TRUE((zero | kept).all().template item<bool>()) << rate;
    const double share = zero.to(torch::kDouble).mean().template item<double>();
    EXPECT_NEAR(share, rate, std::sqrt(rate * (1 - rate)) * chance);
  }
}

TYPED_TEST(Masks, ARangeIsThatPieceOfALongerOne) {
  const Tensor whole = mask_of<TypeParam>({seed, 0, 300, 0.5});
  for (const int64_t first : {1, 7, 16, 100}) {
    for (const int64_t count : {1, 7, 16, 33, 150}) {
      const Tensor piece = mask_of<TypeParam>({seed, first, count, 0.5});
      EXPECT_TRUE(same(piece, whole.narrow(0, first, count))) << first << " " << count;
    }
  }
}

TYPED_TEST(Masks, WritesItsRangeOnly) {
  const Tensor values = torch::full(40, -1, real_type<TypeParam>);
  fill_mask({seed, 0, 33, 0.5}, values.data_ptr<TypeParam>());
  EXPECT_TRUE(values.narrow(0, 0, 33).ge(0).all().template item<bool>());
  EXPECT_TRUE(values.narrow(0, 33, 7).eq(-1).all().template item<bool>());
}

TEST(MaskTypes, DoNotChangeTheChoice) {
  const MaskRange range{seed, 3, 500, 0.3};
  EXPECT_TRUE(torch::equal(mask_of<float>(range).eq(0), mask_of<double>(range).eq(0)));
}

TEST(MaskSeeds, ThatDifferInEitherHalfGiveUnrelatedMasks) {
  const Tensor mask = signs_of({seed, 0, many, 0.5});
  for (const uint64_t other : {seed ^ 1, seed ^ (uint64_t{1} << 63), ~seed, uint64_t{0}}) {
    EXPECT_LT(std::abs(correlation(mask, signs_of({other, 0, many, 0.5}))), chance) << other;
  }
}

TEST(MaskElements, AreUnrelatedToThoseNearAndFar) {
  const int64_t farthest = int64_t{1} << 32;
  const Tensor mask = signs_of({seed, 0, many, 0.5});
  for (const int64_t distance : {int64_t{1}, int64_t{2}, int64_t{16}, int64_t{512}, farthest}) {
    const Tensor moved = signs_of({seed, distance, many, 0.5});
    EXPECT_LT(std::abs(correlation(mask, moved)), chance) << distance;
  }
}

class LargeMasks : public KeepsThreads {};

TEST_F(LargeMasks, EndWhereTheirValuesEnd) {
  set_kernel_threads(3);  // each has its part
  constexpr int64_t count = 2 * many + 500;
  std::vector<float> values(static_cast<size_t>(2 * count), -1);
  fill_mask(seed, 0, 0.5, array_of(values, {count}));
  EXPECT_EQ(std::count(values.begin() + count, values.end(), -1), count);
  const Tensor whole = mask_of<float>({seed, 0, count, 0.5});
  EXPECT_TRUE(std::equal(values.begin(), values.begin() + count, whole.data_ptr<float>()));
}

}  // namespace
}  // namespace dragoman
