#include "dragoman/kernels/attention.h"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/real_numbers.h"
#include "kernels/vector_array.h"

namespace dragoman {
namespace {

template <typename Real>
class AttentionStep : public testing::Test {
 protected:
  static void expect_near(const std::vector<Real>& found, const std::vector<double>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-6) << i;
  }
};
TYPED_TEST_SUITE(AttentionStep, RealTypes);

TYPED_TEST(AttentionStep, WeighsTheValuesThatTheMaskLetsIn) {
  // Two sentences of three positions, the second of which has one less; e^ln 3 = 3.
  std::vector<TypeParam> values = {1, 0, 0, 4, 2, 2, 1, 1, 3, 5, 9, 9};
  std::vector<TypeParam> weights = {0, TypeParam(std::log(2)), 0, 0, TypeParam(std::log(3)), 50};
  std::vector<TypeParam> contexts(4);
  bool mask[] = {true, true, true, true, true, false};
  const Array in{mask, Number::boolean, {2, 3}, {3, 1}};
  weigh_values(array_of(values, {2, 3, 2}), in, array_of(weights, {2, 3}),
               array_of(contexts, {2, 2}));
  this->expect_near(weights, {0.25, 0.5, 0.25, 0.25, 0.75, 0});
  this->expect_near(contexts, {0.75, 2.5, 2.5, 4});
  // g = (1, 0) gives the weights the first column: Σ w g = 0.75 and 2.5.
  std::vector<TypeParam> upstream = {1, 0, 1, 0}, scores(6);
  weigh_values_backward(array_of(values, {2, 3, 2}), array_of(weights, {2, 3}),
                        array_of(upstream, {2, 2}), array_of(scores, {2, 3}));
  this->expect_near(scores, {0.0625, -0.375, 0.3125, -0.375, 0.375, 0});
}

TYPED_TEST(AttentionStep, ScoresByScaledDotProducts) {
  std::vector<TypeParam> queries = {1, 2}, keys = {3, 4, 5, 6}, scores(2);
  dot_scores(array_of(queries, {1, 2}), array_of(keys, {1, 2, 2}), 0.5, array_of(scores, {1, 2}));
  this->expect_near(scores, {5.5, 8.5});
  std::vector<TypeParam> gradients = {2, -4}, query_gradients = {100, 100};
  dot_scores_backward(array_of(keys, {1, 2, 2}), 0.5, array_of(gradients, {1, 2}),
                      array_of(query_gradients, {1, 2}));
  this->expect_near(gradients, {1, -2});
  this->expect_near(query_gradients, {93, 92});
}

TYPED_TEST(AttentionStep, HeadsReadTheirOwnColumns) {
  // One sentence of three positions, two heads of one column each: each is attention of its own.
  constexpr int64_t heads = 2, source = 3;
  std::vector<TypeParam> keys = {1, 4, 2, -1, -3, 2}, values = {5, 1, -2, 3, 4, 7};
  std::vector<TypeParam> queries = {0.5, -1}, weights(6), contexts(2);
  bool mask[] = {true, true, true};
  const HeadsStep step{heads,
                       0.5,
                       array_of(keys, {1, source, heads}),
                       array_of(values, {1, source, heads}),
                       {mask, Number::boolean, {1, source}, {source, 1}},
                       array_of(queries, {1, heads}),
                       array_of(weights, {1, heads, source}),
                       array_of(contexts, {1, heads})};
  heads_forward(step);
  std::vector<TypeParam> upstream = {2, -3}, scores(6, 9), query_gradients(2, 9);
  heads_backward(step, array_of(upstream, {1, heads}), array_of(scores, {1, heads, source}),
                 array_of(query_gradients, {1, heads}));
  for (size_t head = 0; head < heads; ++head) {
    double sum = 0, context = 0, query_gradient = 0;
    for (size_t s = 0; s < source; ++s) sum += std::exp(0.5 * queries[head] * keys[2 * s + head]);
    const auto weight = [&](size_t s) {
      return std::exp(0.5 * queries[head] * keys[2 * s + head]) / sum;
    };
    for (size_t s = 0; s < source; ++s) context += weight(s) * values[2 * s + head];
    EXPECT_NEAR(contexts[head], context, 1e-6);
    for (size_t s = 0; s < source; ++s) {
      const double gradient = 0.5 * upstream[head] * weight(s) * (values[2 * s + head] - context);
      EXPECT_NEAR(weights[source * head + s], weight(s), 1e-6);
      EXPECT_NEAR(scores[source * head + s], gradient, 1e-5);
      query_gradient += gradient * keys[2 * s + head];
    }
    EXPECT_NEAR(query_gradients[head], query_gradient, 1e-5);
  }
}

TYPED_TEST(AttentionStep, SumsWhatEveryStepAdded) {
  // Two steps, one sentence of two positions.
  std::vector<TypeParam> coefficients = {1, 2, 3, 4}, vectors = {1, 10, 2, 20}, out(4);
  sum_over_steps(array_of(coefficients, {2, 1, 2}), array_of(vectors, {2, 1, 2}),
                 array_of(out, {1, 2, 2}));
  this->expect_near(out, {7, 70, 10, 100});
}

}  // namespace
}  // namespace dragoman
