#include "metrics/ngrams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

using Counts = std::vector<std::vector<int64_t>>;

Counts count(const std::vector<Symbols>& texts, int max_order, int order) {
  Counts found;
  SortedSuffixes(texts, max_order).for_each_ngram(order, [&found](const auto& counts) {
    found.push_back(counts);
  });
  return found;
}

TEST(Ngrams, EqualWordsGetEqualNumbers) {
  EXPECT_THAT(number_words({{"a", "b", "a"}, {"b", "c"}}),
              ElementsAre(Symbols{0, 1, 0}, Symbols{1, 2}));
}

TEST(Ngrams, TotalsAreLengthLessOrderPlusOne) {
  EXPECT_EQ(ngram_total(5, 1), 5);
  EXPECT_EQ(ngram_total(5, 4), 2);
  EXPECT_EQ(ngram_total(3, 4), 0);
  EXPECT_EQ(ngram_total(0, 1), 0);
}

TEST(Ngrams, CountsEachNgramInEachText) {
  // 1 2 1 2 and 2 1 3: the unigrams 1, 2 and 3, the bigrams 12, 21 and 13.
  const std::vector<Symbols> texts = {{1, 2, 1, 2}, {2, 1, 3}};
  EXPECT_THAT(count(texts, 4, 1),
              UnorderedElementsAre(ElementsAre(2, 1), ElementsAre(2, 1), ElementsAre(0, 1)));
  EXPECT_THAT(count(texts, 4, 2),
              UnorderedElementsAre(ElementsAre(2, 0), ElementsAre(1, 1), ElementsAre(0, 1)));
  EXPECT_THAT(count(texts, 4, 4), UnorderedElementsAre(ElementsAre(1, 0)));
}

TEST(Ngrams, NoneCrossesTheEndOfAText) {
  EXPECT_THAT(count({{1, 2}, {3}, {}}, 2, 2), ElementsAre(ElementsAre(1, 0, 0)));
}

}  // namespace
}  // namespace dragoman
