#include "text/term_lexicon.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

constexpr uint32_t source_term = 5, target_term = 9;
constexpr size_t row_count = 1600;

/// Rows that hold one term each, or none: 16 of the source, 90 apart, the first 12 of which the
/// target follows at a distance.
struct Corpus {
  std::vector<std::vector<uint32_t>> source{row_count}, target{row_count};

  explicit Corpus(size_t distance) {
    for (size_t occurrence = 0; occurrence < 16; ++occurrence) {
      const size_t row = 10 + 90 * occurrence;
      source[row] = {source_term};
      if (occurrence < 12) target[row + distance] = {target_term};
    }
  }

  TermTranslation learnt(const std::function<bool(size_t)>& learns = [](size_t) { return true; }) {
    TermRows rows;
    for (const auto& terms : source) rows.source.add(terms);
    for (const auto& terms : target) rows.target.add(terms);
    rows.source_of = rows.source.inverted(term_count);
    rows.target_of = rows.target.inverted(term_count);
    return learn_terms(rows, learns)[source_term];
  }
};

/// The term is in 12 of 1600 rows, so that 16 windows of 7 rows hold it 0.84 times by chance.
void expect_worked_by_hand(const TermTranslation& learnt) {
  constexpr double chance = 12.0 / 1600, share = (12 - 0.84) / 16;
  ASSERT_TRUE(learnt.known());
  EXPECT_EQ(learnt.target, target_term);
  EXPECT_FLOAT_EQ(learnt.hit, static_cast<float>(std::log(share / chance)));
  EXPECT_FLOAT_EQ(learnt.miss, static_cast<float>(std::log((1 - share) / (1 - chance))));
}

TEST(TermLexicon, IsLearntFromTheRowsAtMostThreeAway) {
  for (const size_t distance : {0u, 1u, 3u}) expect_worked_by_hand(Corpus(distance).learnt());
  EXPECT_FALSE(Corpus(4).learnt().known());
}

TEST(TermLexicon, CountsNoNeighbourTwice) {
  Corpus corpus(0);
  // Six rows behind an occurrence its window still reaches the next one's.
  for (size_t row = 16; row < 90 * 16; row += 90) corpus.source[row] = {source_term};
  expect_worked_by_hand(corpus.learnt());
}

TEST(TermLexicon, LearnsFromTheRowsThatItMay) {
  EXPECT_FALSE(Corpus(0).learnt([](size_t row) { return row > 1200; }).known());
}

TEST(TermLexicon, NeedsMoreThanChance) {
  Corpus corpus(0);
  for (size_t row = 0; row < row_count; row += 8) corpus.target[row] = {target_term};
  EXPECT_FALSE(corpus.learnt().known());
}

}  // namespace
}  // namespace dragoman
