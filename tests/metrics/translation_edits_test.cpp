#include "metrics/translation_edits.h"

#include <numeric>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(TranslationEdits, CountsPlainEdits) {
  EXPECT_EQ(translation_edits({1, 2, 3}, {1, 2, 3}), 0);
  EXPECT_EQ(translation_edits({1, 9, 3, 4}, {1, 2, 3}), 2);
  EXPECT_EQ(translation_edits({}, {1, 2}), 2);
  EXPECT_EQ(translation_edits({1, 2}, {}), 2);
}

TEST(TranslationEdits, MovingAPhraseIsOneEdit) {
  EXPECT_EQ(translation_edits({4, 5, 1, 2, 3}, {1, 2, 3, 4, 5}), 1);
  EXPECT_EQ(translation_edits({2, 3, 4, 5, 1}, {1, 2, 3, 4, 5}), 1);
}

TEST(TranslationEdits, MovesOnlyWhatSavesEdits) {
  // 2 1 into 1 2: a shift makes them equal, 1 edit, where substituting takes 2.
  EXPECT_EQ(translation_edits({2, 1}, {1, 2}), 1);
  // Each of two swapped pairs needs a shift of its own.
  EXPECT_EQ(translation_edits({2, 1, 5, 6, 4, 3}, {1, 2, 5, 6, 3, 4}), 2);
}

TEST(TranslationEdits, MovesAtMostTenWordsAtATime) {
  // The 12 words 20…31 stand before the 13 words 0…12, and belong after them. No shift of at most
  // 10 words reaches the reference; two do, of 10 words and of 2.
  Symbols hypothesis(25), reference(25);
  std::iota(hypothesis.begin(), hypothesis.begin() + 12, 20);
  std::iota(hypothesis.begin() + 12, hypothesis.end(), 0);
  std::iota(reference.begin(), reference.begin() + 13, 0);
  std::iota(reference.begin() + 13, reference.end(), 20);
  EXPECT_EQ(translation_edits(hypothesis, reference), 2);
}

}  // namespace
}  // namespace dragoman
