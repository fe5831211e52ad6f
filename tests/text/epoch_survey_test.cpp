#include "dragoman/text/epoch_survey.h"

#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

BatchConfig batches_of(int64_t size, int64_t bucketing) {
  BatchConfig config;
  config.size = size;
  config.bucketing = bucketing;
  return config;
}

EncodedCorpus corpus_of(const std::vector<std::pair<size_t, size_t>>& lengths) {
  EncodedCorpus corpus;
  for (const auto& [source, target] : lengths) {
    corpus.pairs.push_back({std::vector<int32_t>(source), std::vector<int32_t>(target)});
  }
  return corpus;
}

TEST(EpochSurvey, CountsPositionsOfBothSidesWithTheirEnds) {
  const EncodedCorpus corpus = corpus_of({{3, 1}, {1, 1}});
  const EpochSurvey survey = survey_epoch(Batching(corpus, batches_of(2, 100), 1));
  EXPECT_DOUBLE_EQ(survey.batches, 1);
  EXPECT_DOUBLE_EQ(survey.target_tokens, 4);
  EXPECT_DOUBLE_EQ(survey.source_padding, 2.0 / 8);
  EXPECT_DOUBLE_EQ(survey.target_padding, 0);
}

TEST(EpochSurvey, TheLargestBatchHasTheMostPositions) {
  // In batches of like lengths: 2 · (10 + 10) = 40 positions, more than 2 · (2 + 2) and 1 · 23.
  const EncodedCorpus corpus = corpus_of({{1, 1}, {9, 9}, {1, 1}, {1, 9}});
  const EpochSurvey survey = survey_epoch(Batching(corpus, batches_of(2, 100), 1));
  ASSERT_EQ(survey.largest.size(), 2U);
  EXPECT_EQ(survey.largest[0].target.size() + survey.largest[1].target.size(), 18U);
}

TEST(EpochSurvey, OfManyPoolsIsAboutThatOfAll) {
  const EncodedCorpus corpus = numbered_corpus(5000);
  const Batching batching(corpus, batches_of(8, 3), 1);
  ASSERT_GT(batching.pools(), 100);
  const EpochSurvey survey = survey_epoch(batching);
  EXPECT_NEAR(survey.batches, 625, 1e-9);
  const auto tokens = static_cast<double>(corpus.total().target);
  EXPECT_NEAR(survey.target_tokens, tokens, 0.05 * tokens);
}

TEST(EpochSurvey, FindsLittlePaddingAtTheDefaultsAndMuchWithoutBucketing) {
  EncodedCorpus corpus;
  for (const PairLength& length : caption_lengths(29'000)) {
    corpus.pairs.push_back({std::vector<int32_t>(static_cast<size_t>(length.source - 1)),
                            std::vector<int32_t>(static_cast<size_t>(length.target - 1))});
  }
  for (uint64_t seed = 0; seed < 3; ++seed) {
    const EpochSurvey survey = survey_epoch(Batching(corpus, BatchConfig{}, seed));
    EXPECT_LT(survey.source_padding, 0.05);
    EXPECT_LT(survey.target_padding, 0.05);
  }
  EXPECT_GT(survey_epoch(Batching(corpus, batches_of(64, 1), 1)).target_padding, 0.4);
}

}  // namespace
}  // namespace dragoman
