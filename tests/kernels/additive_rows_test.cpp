#include <gtest/gtest.h>

#include "dragoman/kernels/rows.h"
#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

constexpr int64_t count = 5;

/// A query, v and five keys of one width, in memory rows that are wider; key 3 is padding.
template <typename Real>
struct Scored {
  explicit Scored(int64_t columns) : width(columns) {}

  Rows<Real> rows() const { return {keys.template data_ptr<Real>(), count, width, keys.stride(0)}; }

  int64_t width;
  Tensor keys = random_reals<Real>({count, width + 3}, 1);
  Tensor query = random_reals<Real>({width}, 2), v = random_reals<Real>({width}, 3);
  Tensor mask = torch::tensor({true, true, true, false, true});
};

/// The same in double: v · tanh(query + key) of each row.
struct Plain {
  template <typename Real>
  explicit Plain(const Scored<Real>& from)
      : keys(exact(from.keys.narrow(1, 0, from.width)).requires_grad_()),
        query(exact(from.query).requires_grad_()),
        v(exact(from.v).requires_grad_()),
        scores(torch::tanh(query + keys).mv(v)) {}

  Tensor keys, query, v, scores;
};

template <typename Real>
class AdditiveRows : public testing::Test {};
TYPED_TEST_SUITE(AdditiveRows, RealTypes);

TYPED_TEST(AdditiveRows, ScoreWhereTheMaskIsTrue) {
  for (const int64_t width : vector_widths) {
    const Scored<TypeParam> from(width);
    const Tensor scores = torch::full(count, 9, real_type<TypeParam>);
    additive_scores(from.query.template data_ptr<TypeParam>(),
                    from.v.template data_ptr<TypeParam>(), from.rows(),
                    from.mask.template data_ptr<bool>(), scores.data_ptr<TypeParam>());
    const Tensor expected = Plain(from).scores.detach().masked_fill(from.mask.logical_not(), 9);
    EXPECT_TRUE(rounds_to<TypeParam>(scores, expected));
  }
}

TYPED_TEST(AdditiveRows, GradientsEqualAutogradAndTheQuerysMayReplaceIt) {
  for (const int64_t width : vector_widths) {
    const Scored<TypeParam> from(width);
    const Plain plain(from);
    const Tensor upstream = random_reals<TypeParam>({count}, 4) * from.mask;
    (plain.scores * exact(upstream)).sum().backward();

    const Tensor query = from.query.clone();
    const Tensor keys = random_reals<TypeParam>({count, width + 3}, 5), kept_keys = keys.clone();
    const Tensor v = random_reals<TypeParam>({width}, 6), kept_v = v.clone();
    additive_backward(
        query.data_ptr<TypeParam>(), from.v.template data_ptr<TypeParam>(), from.rows(),
        upstream.data_ptr<TypeParam>(),
        {query.data_ptr<TypeParam>(), keys.data_ptr<TypeParam>(), v.data_ptr<TypeParam>()});
    EXPECT_TRUE(rounds_to<TypeParam>(query, plain.query.grad()));
    EXPECT_TRUE(rounds_to<TypeParam>(v, plain.v.grad() + exact(kept_v)));
    const auto part = [width](const Tensor& all) { return all.narrow(1, 0, width); };
    EXPECT_TRUE(rounds_to<TypeParam>(part(keys), plain.keys.grad() + exact(part(kept_keys))));
    EXPECT_TRUE(same(keys.narrow(1, width, 3), kept_keys.narrow(1, width, 3)));
  }
}

TYPED_TEST(AdditiveRows, AKeyThatIsNotANumberGivesAScoreThatIsNone) {
  const Scored<TypeParam> from(33);
  for (int64_t column = 0; column < 33; ++column) {
    const Tensor scores = torch::zeros(count, real_type<TypeParam>);
    const Tensor key = from.keys[2][column], kept = key.clone();
    key.fill_(not_a_number<TypeParam>);
    additive_scores(from.query.template data_ptr<TypeParam>(),
                    from.v.template data_ptr<TypeParam>(), from.rows(),
                    from.mask.template data_ptr<bool>(), scores.data_ptr<TypeParam>());
    key.copy_(kept);
    EXPECT_TRUE(scores[2].isnan().template item<bool>()) << column;
    EXPECT_EQ(scores.isnan().sum().template item<int64_t>(), 1);
  }
}

}  // namespace
}  // namespace dragoman
