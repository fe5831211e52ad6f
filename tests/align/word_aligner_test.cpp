#include "dragoman/align/word_aligner.h"

#include <gtest/gtest.h>

#include "align/diagonal_model.h"
#include "align/hmm_model.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

/// Sentences whose word w is translated by 100 + w, in the order of `place`.
template <class Place>
std::vector<WordPair> translated(const Place& place) {
  Random random(5);
  std::vector<WordPair> pairs;
  for (int sentence = 0; sentence < 200; ++sentence) {
    const size_t length = 3 + random.below(5);
    WordPair pair;
    for (size_t i = 0; i < length; ++i) pair.source.push_back(1 + int32_t(random.below(40)));
    for (size_t j = 0; j < length; ++j) pair.target.push_back(100 + pair.source[place(j, length)]);
    pairs.push_back(pair);
  }
  return pairs;
}

/// The share of words whose origin is the word that they translate.
double found(const std::vector<WordPair>& pairs, const WordOrigins& origins) {
  double right = 0, all = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    for (size_t j = 0; j < pairs[i].target.size(); ++j) {
      const int64_t origin = origins[i][j];
      right += origin >= 0 && 100 + pairs[i].source[size_t(origin)] == pairs[i].target[j];
      ++all;
    }
  }
  return right / all;
}

TEST(AlignWords, FindsTranslationsInAnyOrder) {
  const auto straight = translated([](size_t j, size_t) { return j; });
  const auto reversed = translated([](size_t j, size_t length) { return length - 1 - j; });
  for (const int64_t hmm : {0, 5}) {
    EXPECT_GT(found(straight, align_words(straight, {.hmm_iterations = hmm})), 0.99) << hmm;
  }
  EXPECT_GT(found(reversed, align_words(reversed, {.diagonal_iterations = 8})), 0.95);
}

TEST(AlignWords, AWordOfItsOwnHasNoOrigin) {
  auto pairs = translated([](size_t j, size_t) { return j; });
  for (size_t i = 0; i < pairs.size(); i += 2) pairs[i].target.push_back(999);
  const WordOrigins origins = align_words(pairs, {.null = 0.2});
  int64_t alone = 0;
  for (size_t i = 0; i < pairs.size(); i += 2) alone += origins[i].back() == -1;
  EXPECT_GT(alone, 90);
}

TEST(AlignWords, EmptySidesHaveNoOrigins) {
  const WordOrigins origins = align_words({{{}, {5, 6}}, {{1}, {}}, {{1}, {5}}});
  EXPECT_EQ(origins, (WordOrigins{{-1, -1}, {}, {0}}));
}

TEST(AlignWords, IsTheSameEachTime) {
  const auto pairs = translated([](size_t j, size_t) { return j; });
  EXPECT_EQ(align_words(pairs), align_words(pairs));
}

TEST(DiagonalModel, LeansAsFarAsTheTextDoes) {
  const auto straight = translated([](size_t j, size_t) { return j; });
  const auto reversed = translated([](size_t j, size_t length) { return length - 1 - j; });
  const auto tension = [](const std::vector<WordPair>& pairs) {
    TranslationTable table(pairs);
    DiagonalModel model(0.08);
    for (int i = 0; i < 8; ++i) model.improve(pairs, table, 0.01);
    return model.tension();
  };
  EXPECT_GT(tension(straight), 8);
  EXPECT_LT(tension(reversed), 1);
}

/// Σ over all alignments of one pair, by enumeration: the shares of each word's origins.
std::vector<std::vector<double>> enumerated(const WordPair& pair, const TranslationTable& table,
                                            double null) {
  const size_t sources = pair.source.size(), targets = pair.target.size();
  std::vector<std::vector<double>> shares(targets, std::vector<double>(sources + 1));
  size_t all = 1;
  for (size_t j = 0; j < targets; ++j) all *= sources + 1;
  double total = 0;
  for (size_t code = 0; code < all; ++code) {
    double probability = 1;
    std::vector<size_t> origins;
    for (size_t j = 0, rest = code; j < targets; ++j, rest /= sources + 1) {
      const size_t origin = rest % (sources + 1);  // all jumps are as likely at first
      origins.push_back(origin);
      const int32_t word = origin == 0 ? null_word : pair.source[origin - 1];
      probability *= table.probability(table.entry(word, pair.target[j])) *
                     (origin == 0 ? null : (1 - null) / double(sources));
    }
    for (size_t j = 0; j < targets; ++j) shares[j][origins[j]] += probability;
    total += probability;
  }
  for (auto& row : shares) {
    for (double& share : row) share /= total;
  }
  return shares;
}

TEST(HmmModel, EqualsTheSumOverAllAlignments) {
  const auto pairs = translated([](size_t j, size_t) { return j; });
  TranslationTable table(pairs);
  DiagonalModel(0.08).improve(pairs, table, 0.01);
  HmmModel model(0.2);
  for (size_t i = 0; i < 20; ++i) {
    if (pairs[i].source.size() > 4) continue;
    const auto expected = enumerated(pairs[i], table, 0.2), got = model.posterior(pairs[i], table);
    for (size_t j = 0; j < expected.size(); ++j) {
      for (size_t k = 0; k < expected[j].size(); ++k) {
        EXPECT_NEAR(got[j][k], expected[j][k], 1e-12);
      }
    }
  }
}

TEST(HmmModel, LearnsThatPositionsGoOnByOne) {
  // Each word occurs twice in a row of its sentence; which is meant, only the one before tells.
  std::vector<WordPair> pairs;
  for (int32_t i = 1; i <= 60; ++i) pairs.push_back({{i, i + 100, i, i + 200}, {i, i + 200}});
  for (int32_t i = 1; i <= 60; ++i) pairs.push_back({{i, i + 100, i + 200}, {i, i + 100, i + 200}});
  const WordOrigins origins = align_words(pairs, {.hmm_iterations = 8});
  int64_t second = 0;
  for (size_t i = 0; i < 60; ++i) second += origins[i][0] == 2;
  EXPECT_GT(second, 50) << "as the next position is that of the next word";
}

}  // namespace
}  // namespace dragoman
