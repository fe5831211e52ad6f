#include "dragoman/training/piece_lexicon.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

const VocabularySizes sizes{10, 12};

/// Piece 5 is 11, piece 6 is 10 or 9.
std::vector<EncodedPair> some_pairs() {
  return {{{5}, {11}}, {{6}, {10}}, {{6}, {10}}, {{6}, {9}}, {{5, 6}, {11, 10}}};
}

double probability(const Lexicon& lexicon, int64_t source, int32_t target) {
  double found = 0;
  for (int64_t place = 0; place < lexicon.words.size(1); ++place) {
    if (lexicon.words[source][place].item<int32_t>() == target) {
      found = std::max(found, lexicon.probabilities[source][place].item<double>());
    }
  }
  return found;
}

TEST(LearnLexicon, KnowsWhatPiecesAreTranslatedByAndTheEnd) {
  const Lexicon lexicon = learn_lexicon(EncodedCorpus(some_pairs()), sizes, {3, 1, 1});
  EXPECT_TRUE(lexicon.fits(sizes.source, sizes.target, 3));
  EXPECT_GT(probability(lexicon, 5, 11), 0.8);
  EXPECT_GT(probability(lexicon, 6, 10), 0.5);
  EXPECT_GT(probability(lexicon, 6, 10), probability(lexicon, 6, 9));
  EXPECT_GT(probability(lexicon, 6, 9), 0.1);
  EXPECT_GT(probability(lexicon, TokenIds::end, TokenIds::end), 0.8);
  EXPECT_EQ(lexicon.probabilities[7].sum().item<double>(), 0) << "a piece that never occurs";
}

TEST(LearnLexicon, ReadsSeveralDrawsWhereTheyDiffer) {
  // Each draw writes the source in another way.
  const SegmentationSampler drawn = [](const std::vector<int64_t>& rows, uint64_t seed) {
    std::vector<EncodedPair> pairs;
    for (size_t i = 0; i < rows.size(); ++i) {
      pairs.push_back({{static_cast<int32_t>(4 + seed % 6)}, {11}});
    }
    return pairs;
  };
  const EncodedCorpus corpus(some_pairs(), drawn);
  const auto known = [&](int64_t draws) {
    const Lexicon lexicon = learn_lexicon(corpus, sizes, {3, draws, 1});
    return lexicon.probabilities.narrow(0, 4, 6).sum(1).gt(0).sum().item<int64_t>();
  };
  EXPECT_EQ(known(1), 1);
  EXPECT_GT(known(12), 2);
}

}  // namespace
}  // namespace dragoman
