// Kernels give the same bits on every instruction set that multiplies and adds in one rounding.
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "dragoman/kernels/gates.h"
#include "dragoman/kernels/layer_norm.h"
#include "dragoman/kernels/rows.h"
#include "dragoman/kernels/word_scores.h"
#include "kernels/instruction_sets.h"
#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

/// What compute() writes into a copy of `numbers` must not depend on the instruction set.
template <typename Real>
void expect_equal_bits(const Tensor& numbers, const std::function<void(Real*)>& compute) {
  Tensor first;
  int sets = 0;
  for_targets([&](int64_t target) {
    if (!has_fused_multiply_add(target)) return;
    const Tensor found = numbers.clone();
    compute(found.data_ptr<Real>());
    if (!first.defined()) first = found;
    EXPECT_TRUE(torch::equal(found, first));
    ++sets;
  });
  if (sets == 1) GTEST_LOG_(INFO) << "only one such instruction set here: nothing to compare";
}

template <typename Real>
class EqualBits : public testing::Test {};
TYPED_TEST_SUITE(EqualBits, RealTypes);

TYPED_TEST(EqualBits, OfScoresSoftmaxAndSums) {
  for (const int64_t width : {1, 7, 31, 32, 33, 100, 512, 517}) {
    const Tensor query = random_reals<TypeParam>({width}, 1),
                 v = random_reals<TypeParam>({width}, 2);
    const Tensor keys = random_reals<TypeParam>({13, width}, 3);
    const Rows<TypeParam> rows{keys.data_ptr<TypeParam>(), 13, width, width};
    const auto* x = query.data_ptr<TypeParam>();
    expect_equal_bits<TypeParam>(torch::zeros(13, keys.options()),
                                 [&](TypeParam* out) { dot_rows(x, rows, TypeParam(0.3), out); });
    expect_equal_bits<TypeParam>(torch::zeros(13, keys.options()), [&](TypeParam* out) {
      additive_scores(x, v.data_ptr<TypeParam>(), rows, nullptr, out);
      softmax(out, nullptr, 13);
    });
    expect_equal_bits<TypeParam>(query, [&](TypeParam* out) {
      const std::vector<TypeParam> weights(13, TypeParam(0.1));
      sum_rows(weights.data(), 1, rows, true, out);
      tanh_in_place(out, width);
    });
    expect_equal_bits<TypeParam>(torch::zeros(1, keys.options()),
                                 [&](TypeParam* out) { *out = log_sum_exp(x, width); });
  }
}

TYPED_TEST(EqualBits, OfLayerNormalisation) {
  for (const int64_t width : {1, 5, 31, 37, 300}) {
    const Tensor gain = random_reals<TypeParam>({width}, 4);
    const Tensor normal = random_reals<TypeParam>({3, width}, 5);
    const Tensor inverse = random_reals<TypeParam>({3}, 6);
    const auto groups = [&](TypeParam* values, const Tensor& kept) {
      return NormGroups<TypeParam>{3,
                                   width,
                                   1,
                                   values,
                                   gain.data_ptr<TypeParam>(),
                                   nullptr,
                                   kept.defined() ? kept.data_ptr<TypeParam>() : nullptr,
                                   kept.defined() ? inverse.data_ptr<TypeParam>() : nullptr};
    };
    const Tensor values = random_reals<TypeParam>({3, width}, 7);
    expect_equal_bits<TypeParam>(values, [&](TypeParam* out) { normalise(groups(out, Tensor())); });
    expect_equal_bits<TypeParam>(values,
                                 [&](TypeParam* out) { normalise_backward(groups(out, normal)); });
  }
}

TYPED_TEST(EqualBits, OfCells) {
  for (const int64_t width : {1, 5, 16, 37}) {
    const Tensor gates = random_reals<TypeParam>({2, 4 * width}, 4);
    const Tensor recurrent = random_reals<TypeParam>({2, 4 * width}, 5);
    const Tensor bias = random_reals<TypeParam>({4 * width}, 6);
    const Tensor before = random_reals<TypeParam>({4, width}, 7);
    for (const bool lstm : {false, true}) {
      expect_equal_bits<TypeParam>(
          torch::zeros({4, width}, before.options()), [&](TypeParam* after) {
            const Tensor used = gates.clone(), product = recurrent.clone();
            const auto* previous = before.data_ptr<TypeParam>();
            const GateStep<TypeParam> step{2,
                                           width,
                                           nullptr,
                                           used.data_ptr<TypeParam>(),
                                           lstm ? nullptr : product.data_ptr<TypeParam>(),
                                           bias.data_ptr<TypeParam>(),
                                           previous,
                                           lstm ? previous + 2 * width : nullptr,
                                           after,
                                           lstm ? after + 2 * width : nullptr};
            lstm ? lstm_forward(step) : gru_forward(step);
          });
    }
  }
}

}  // namespace
}  // namespace dragoman
