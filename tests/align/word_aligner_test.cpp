#include "dragoman/align/word_aligner.h"

#include <cmath>
#include <functional>
#include <map>

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

using Jumps = std::map<int64_t, double>;

/// Calls `visit(probability, origins)` for every alignment of one pair. Words from nowhere leave
/// the position where it is, which is 0 at first.
template <class Visit>
void for_each_alignment(const WordPair& pair, const TranslationTable& table, double null,
                        const Jumps& jumps, const Visit& visit) {
  const auto sources = int64_t(pair.source.size());
  const auto moved = [&](int64_t from, int64_t to) {
    double all = 0;
    for (int64_t other = 1; other <= sources; ++other) all += jumps.at(other - from);
    return jumps.at(to - from) / all;
  };
  std::vector<int64_t> origins(pair.target.size());
  const std::function<void(size_t, int64_t, double)> go_on = [&](size_t j, int64_t from, double p) {
    if (j == origins.size()) return visit(p, origins);
    for (int64_t origin = 0; origin <= sources; ++origin) {
      const int32_t word = origin == 0 ? null_word : pair.source[size_t(origin - 1)];
      const double written = table.probability(table.entry(word, pair.target[j]));
      origins[j] = origin;
      go_on(j + 1, origin == 0 ? from : origin,
            p * written * (origin == 0 ? null : (1 - null) * moved(from, origin)));
    }
  };
  go_on(0, 0, 1);
}

/// The shares of each word's origins, and how often each jump is expected, is added to `counts`.
std::vector<std::vector<double>> enumerated(const WordPair& pair, const TranslationTable& table,
                                            double null, const Jumps& jumps, Jumps& counts) {
  double total = 0;
  for_each_alignment(pair, table, null, jumps, [&](double p, const auto&) { total += p; });
  std::vector<std::vector<double>> shares(pair.target.size(),
                                          std::vector<double>(pair.source.size() + 1));
  for_each_alignment(pair, table, null, jumps, [&](double p, const auto& origins) {
    int64_t from = 0;
    for (size_t j = 0; j < origins.size(); ++j) {
      shares[j][size_t(origins[j])] += p / total;
      if (origins[j] == 0) continue;
      counts[origins[j] - from] += p / total;
      from = origins[j];
    }
  });
  return shares;
}

TEST(HmmModel, EqualsTheSumOverAllAlignments) {
  constexpr double null = 0.2;
  std::vector<WordPair> pairs;
  for (const WordPair& pair : translated([](size_t j, size_t) { return j; })) {
    if (pair.source.size() <= 4) pairs.push_back(pair);
  }
  pairs.front().target.pop_back();
  TranslationTable table(pairs);
  DiagonalModel(0.08).improve(pairs, table, 0.01);
  HmmModel model(null);
  Jumps jumps;
  for (int64_t width = -4; width <= 4; ++width) jumps[width] = 1;
  for (int step = 0; step < 3; ++step) {
    Jumps counts;
    for (int64_t width = -4; width <= 4; ++width) counts[width] = 1e-3;  // none becomes impossible
    for (const WordPair& pair : pairs) {
      const auto expected = enumerated(pair, table, null, jumps, counts);
      const auto got = model.posterior(pair, table);
      for (size_t j = 0; j < expected.size(); ++j) {
        for (size_t k = 0; k < expected[j].size(); ++k) {
          ASSERT_NEAR(got[j][k], expected[j][k], 1e-9) << "after " << step << " steps";
        }
      }
    }
    model.improve(pairs, table, 0.01);
    jumps = counts;
  }
}

TEST(DiagonalModel, PosteriorByHand) {
  const WordPair pair{{1, 2}, {101, 102, 103}};
  const std::vector<WordPair> pairs = {pair, {{1}, {101}}};
  TranslationTable table(pairs);
  const DiagonalModel model(0.08);  // λ = 4
  // The third word of three is half the diagonal from the first source word of two, 0 from the
  // other.
  const auto probability = [&](int32_t source, int32_t target) {
    return table.probability(table.entry(source, target));
  };
  const double first = std::exp(-4 * 0.5), second = 1, all = first + second;
  const std::vector<double> weighed = {0.08 * probability(null_word, 103),
                                       0.92 * first / all * probability(1, 103),
                                       0.92 * second / all * probability(2, 103)};
  const double sum = weighed[0] + weighed[1] + weighed[2];
  const std::vector<double> got = model.posterior(pair, 2, table);
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(got[i], weighed[i] / sum, 1e-12);
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
