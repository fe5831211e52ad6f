#include "dragoman/search/make_shortlist.h"

#include <gtest/gtest.h>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

/// Its attention gives 0.7 to the source piece at the target's place, 0.28 to the first one, and
/// the rest to the end.
class DiagonalDecoding final : public Decoding {
 public:
  void admit(const std::vector<int64_t>& /*numbers*/,
             const std::vector<std::vector<int64_t>>& sources) override {
    for (const auto& source : sources) lengths_.push_back(source.size());
  }
  void release(int64_t /*number*/) override {}
  void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override {
    class Nothing final : public WordScores {
      double log_probability(int64_t /*word*/) const override { return 0; }
      void best(int64_t /*wanted*/, const std::vector<int64_t>& /*forbidden*/,
                std::vector<ScoredWord>& /*words*/) override {}
      std::vector<ScoredWord> all() const override { return {}; }
    } scores;
    rows_ = rows;
    for (size_t row = 0; row < rows.size(); ++row) visit(static_cast<int64_t>(row), scores);
    ++steps_;
  }
  std::vector<double> weights(int64_t row) const override {
    const size_t length = lengths_[static_cast<size_t>(rows_[static_cast<size_t>(row)].sentence)];
    std::vector<double> weights(length);
    weights[std::min(steps_ - 1, length - 1)] += 0.7;
    weights.front() += 0.28;
    weights.back() += 0.02;
    return weights;
  }
  std::vector<std::vector<double>> heads(int64_t /*row*/) const override { return {}; }

 private:
  std::vector<size_t> lengths_;
  std::vector<DecodingRow> rows_;
  size_t steps_ = 0;
};

class DiagonalStepper final : public Stepper {
 public:
  std::unique_ptr<Decoding> begin() const override { return std::make_unique<DiagonalDecoding>(); }
};

Vocabulary some_vocabulary() {
  VocabularyConfig config;
  config.size = 280;
  return Vocabulary::train(config, {"two dogs run across the field", "a man rides a bicycle"});
}

const std::vector<EncodedPair> pairs = {{{10, 11}, {20, 21}}, {{10, 12}, {20, 22}}, {{12}, {23}}};

TEST(MakeShortlist, TakesThePiecesWithTheLargestSumsOfWeights) {
  const Vocabulary vocabulary = some_vocabulary();
  const Shortlist made =
      make_shortlist(DiagonalStepper(), {vocabulary, vocabulary, false}, pairs, {2, 1});
  ASSERT_TRUE(made.fits(vocabulary.size(), vocabulary.size()));
  const int64_t end = TokenIds::end;
  // 10 got 2 · 0.98 of piece 20 and 0.28 each of 21 and 22, the smaller of which is in; most
  // frequent is 20.
  EXPECT_EQ(made.words_for({10}), (std::vector<int64_t>{end, 20, 21}));
  EXPECT_EQ(made.words_for({11}), (std::vector<int64_t>{end, 20, 21}));
  EXPECT_EQ(made.words_for({12}), (std::vector<int64_t>{end, 20, 22, 23}));
  EXPECT_EQ(made.words_for({13}), (std::vector<int64_t>{end, 20}));
}

TEST(MakeShortlist, CountsTheLinksOfAlignedPairs) {
  const Vocabulary vocabulary = some_vocabulary();
  const std::vector<EncodedPair> linked = {{{10, 11}, {20, 21}, {{0, 0}, {1, 1}, {0, 1}}},
                                           {{10, 12}, {22, 20}, {{0, 1}, {1, 0}}},
                                           {{12}, {23}, {}}};
  const Shortlist made = make_shortlist({vocabulary, vocabulary, false}, linked, {1, 1});
  const int64_t end = TokenIds::end;
  // 10 has 20 twice and 21 once; 20 is the most frequent piece.
  EXPECT_EQ(made.words_for({10}), (std::vector<int64_t>{end, 20}));
  EXPECT_EQ(made.words_for({11}), (std::vector<int64_t>{end, 20, 21}));
  EXPECT_EQ(made.words_for({12}), (std::vector<int64_t>{end, 20, 22}));
}

TEST(MakeShortlist, LetsAJointVocabularyCopy) {
  const Vocabulary vocabulary = some_vocabulary();
  const Shortlist made =
      make_shortlist(DiagonalStepper(), {vocabulary, vocabulary, true}, pairs, {1, 0});
  EXPECT_EQ(made.words_for({10, 13}), (std::vector<int64_t>{TokenIds::end, 10, 13, 20}));
}

}  // namespace
}  // namespace dragoman
