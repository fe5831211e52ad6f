#include "dragoman/kernels/layer_norm.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

TEST(LayerNorm, HandWorkedNumbers) {
  std::vector<double> values = {1, 3, 5, 5};  // mean 2, deviation 1; mean 5, deviation 0
  const std::vector<double> gain = {2, 10, 3, 4}, shift = {0, 7, 1, 2};
  std::vector<double> normal(4), inverse(2);
  normalise(NormGroups<double>{2, 2, 2, values.data(), gain.data(), shift.data(), normal.data(),
                               inverse.data()});
  const double one = 1 / std::sqrt(1 + layer_norm_epsilon);
  EXPECT_NEAR(values[0], -2 * one, 1e-15);
  EXPECT_NEAR(values[1], 10 * one + 7, 1e-14);
  EXPECT_EQ(values[2], 1);
  EXPECT_EQ(values[3], 2);
  EXPECT_NEAR(normal[1], one, 1e-15);
  EXPECT_NEAR(inverse[0], one, 1e-15);
  EXPECT_NEAR(inverse[1], 1 / std::sqrt(layer_norm_epsilon), 1e-9);
}

template <typename Real>
class LayerNormIn : public testing::Test {};
TYPED_TEST_SUITE(LayerNormIn, RealTypes);

TYPED_TEST(LayerNormIn, EqualsLibTorchsForwardAndBack) {
  using Real = TypeParam;
  for (const int64_t width : {2, 7, 16, 33, 256}) {
    for (const bool shifted : {false, true}) {
      // Six groups, of which each third has a gain of its own.
      const Tensor values = random_reals<Real>({2, 3, width}, 1);
      const Tensor gain = random_reals<Real>({3, width}, 2);
      const Tensor shift = random_reals<Real>({3, width}, 3);
      const Tensor x = exact(values).requires_grad_();
      Tensor expected = torch::layer_norm(x, {width}, {}, {}, layer_norm_epsilon) * exact(gain);
      if (shifted) expected = expected + exact(shift);

      const Tensor made = values.clone(), normal = torch::empty_like(values);
      const Tensor inverse = torch::empty({6}, values.options());
      NormGroups<Real> groups{6,
                              width,
                              3,
                              made.data_ptr<Real>(),
                              gain.data_ptr<Real>(),
                              shifted ? shift.data_ptr<Real>() : nullptr,
                              nullptr,
                              nullptr};
      normalise(groups);
      EXPECT_TRUE(rounds_to<Real>(made, expected)) << "forward only";
      made.copy_(values);
      groups.normal = normal.data_ptr<Real>();
      groups.inverse_deviations = inverse.data_ptr<Real>();
      normalise(groups);
      EXPECT_TRUE(rounds_to<Real>(made, expected));

      const Tensor upstream = random_reals<Real>({2, 3, width}, 4);
      made.copy_(upstream);
      normalise_backward(groups);
      const Tensor gradient = torch::autograd::grad({expected}, {x}, {exact(upstream)})[0];
      const double scale = sizeof(Real) == 4 && width == 2 ? 1e-2 : 1;  // two may be close
      EXPECT_TRUE(rounds_to<Real>(made * scale, gradient * scale)) << width;
    }
  }
}

TYPED_TEST(LayerNormIn, GroupsDoNotSeeOneAnother) {
  using Real = TypeParam;
  constexpr int64_t width = 300, count = 200;  // more than one thread's
  const Tensor values = random_reals<Real>({count, width}, 1);
  const Tensor gain = random_reals<Real>({width}, 2);
  const auto normalised = [&](const Tensor& rows) {
    Tensor made = rows.clone();
    normalise(NormGroups<Real>{made.size(0), width, 1, made.data_ptr<Real>(), gain.data_ptr<Real>(),
                               nullptr, nullptr, nullptr});
    return made;
  };
  const Tensor all = normalised(values);
  EXPECT_TRUE(torch::equal(normalised(values.narrow(0, 70, 1)), all.narrow(0, 70, 1)));
  EXPECT_TRUE(torch::equal(normalised(values.flip(0)), all.flip(0)));
}

}  // namespace
}  // namespace dragoman
