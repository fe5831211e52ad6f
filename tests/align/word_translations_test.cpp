#include "dragoman/align/word_translations.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(WordTranslations, AreTheLikeliestFirst) {
  // 1 is 7 three times of four, 2 is always 8; 3 occurs with both.
  const std::vector<WordPair> pairs = {{{1}, {7}}, {{1}, {7}},       {{1}, {7}}, {{1}, {9}},
                                       {{2}, {8}}, {{2, 3}, {8, 6}}, {{3}, {6}}};
  const auto all = word_translations(pairs, {}, 2);
  ASSERT_EQ(all.size(), 4U) << "the null word's, too";
  ASSERT_EQ(all[1].size(), 2U);
  EXPECT_EQ(all[1][0].target, 7);
  EXPECT_EQ(all[1][1].target, 9);
  EXPECT_GT(all[1][0].probability, 2 * all[1][1].probability);
  EXPECT_EQ(all[2].front().target, 8);
  EXPECT_GT(all[2].front().probability, 0.9);
  EXPECT_EQ(all[3].front().target, 6);
  for (const auto& of_word : all) {
    double sum = 0;
    for (const WordTranslation& translation : of_word) sum += translation.probability;
    EXPECT_LE(sum, 1 + 1e-12);
  }
}

TEST(WordTranslations, KeepAsManyAsAskedFor) {
  const std::vector<WordPair> pairs = {{{1}, {7, 8, 9}}, {{3}, {7}}};
  for (const size_t most : {1, 2, 10}) {
    const auto all = word_translations(pairs, {}, most);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[1].size(), std::min<size_t>(most, 3));
    EXPECT_TRUE(all[2].empty()) << "which does not occur";
  }
}

TEST(WordTranslations, OfNoPairsAreNone) {
  EXPECT_TRUE(word_translations({}, {}, 3).empty());
}

}  // namespace
}  // namespace dragoman
