#include "dragoman/search/beam.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t end = TokenIds::end;
const BeamLimits two_wide = {.beam_size = 2, .max_length = 10};

TEST(AdvanceBeam, KeepsTheBestContinuationsWithTheirParents) {
  const Beam first = advance_beam(start_beam(), {{0, 7, -1}, {0, 8, -2}, {0, 9, -3}}, two_wide);
  ASSERT_EQ(first.live.size(), 2u);
  EXPECT_THAT(first.live[0].words, ElementsAre(7));
  EXPECT_THAT(first.live[1].words, ElementsAre(8));

  const Beam second = advance_beam(first, {{1, 5, -2.5}, {1, 6, -2.6}, {0, 5, -4}}, two_wide);
  EXPECT_THAT(second.live[0].words, ElementsAre(8, 5));
  EXPECT_THAT(second.live[1].words, ElementsAre(8, 6));
  EXPECT_THAT(second.parents, ElementsAre(1, 1));
}

TEST(AdvanceBeam, AnEndAmongTheFirstKFinishesAndTheBeamStaysFull) {
  const Beam beam =
      advance_beam(start_beam(), {{0, end, -1}, {0, 7, -2}, {0, 8, -3}, {0, 9, -4}}, two_wide);
  ASSERT_EQ(beam.finished.size(), 1u);
  EXPECT_THAT(beam.finished[0].words, IsEmpty());
  EXPECT_DOUBLE_EQ(beam.finished[0].score, -1);
  ASSERT_EQ(beam.live.size(), 2u);
  EXPECT_THAT(beam.live[1].words, ElementsAre(8));
  EXPECT_FALSE(is_complete(beam, two_wide));
}

TEST(AdvanceBeam, AnEndBelowTheFirstKIsNoHypothesis) {
  const Beam first = advance_beam(start_beam(), {{0, 7, -1}, {0, 8, -2}}, two_wide);
  const Beam second =
      advance_beam(first, {{0, 5, -2}, {0, end, -3}, {1, end, -4}, {1, 5, -5}}, two_wide);
  ASSERT_EQ(second.finished.size(), 1u);
  EXPECT_THAT(second.finished[0].words, ElementsAre(7));
  EXPECT_EQ(second.live.size(), 2u);
}

TEST(AdvanceBeam, FinishedHypothesesAreFrozen) {
  const Beam first = advance_beam(start_beam(), {{0, end, -5}, {0, 7, -6}, {0, 8, -7}}, two_wide);
  const Beam second = advance_beam(first, {{0, 9, -6.1}, {1, 9, -7.1}}, two_wide);
  ASSERT_EQ(second.finished.size(), 1u);
  EXPECT_DOUBLE_EQ(second.finished[0].log_probability, -5);
  EXPECT_THAT(second.finished[0].words, IsEmpty());
}

TEST(AdvanceBeam, AtTheLimitLiveHypothesesFinishAsTheyStand) {
  const BeamLimits limits = {.beam_size = 2, .max_length = 1};
  const Beam beam = advance_beam(start_beam(), {{0, 7, -1}, {0, 8, -2}}, limits);
  EXPECT_TRUE(is_complete(beam, limits));
  ASSERT_EQ(beam.finished.size(), 2u);
  EXPECT_DOUBLE_EQ(beam.finished[0].score, -0.5);
}

TEST(IsComplete, WhenKHaveFinished) {
  Beam beam = start_beam();
  EXPECT_FALSE(is_complete(beam, two_wide));
  beam.finished.resize(2);
  EXPECT_TRUE(is_complete(beam, two_wide));
}

TEST(AdvanceBeam, RanksByMeritAndKeepsTheModelsLogProbabilityApart) {
  const Beam beam =
      advance_beam(start_beam(), {{0, 7, -3, 2}, {0, 8, -2}, {0, 9, -1, -2}}, two_wide);
  EXPECT_THAT(beam.live[0].words, ElementsAre(7));
  EXPECT_DOUBLE_EQ(beam.live[0].log_probability, -3);
  EXPECT_DOUBLE_EQ(beam.live[0].adjustment, 2);
}

TEST(AdvanceSamples, EachGoesItsOwnWay) {
  const BeamLimits limits = {.beam_size = 1, .max_length = 2};
  const Beam first = advance_samples(start_beam(3), {{0, 7, -1}, {1, end, -3}, {2, 7, -1}}, limits);
  ASSERT_EQ(first.finished.size(), 1u);
  EXPECT_EQ(first.finished[0].sample, 1);
  EXPECT_THAT(first.parents, ElementsAre(0, 2));
  EXPECT_EQ(first.live[1].sample, 2);
  const Beam second = advance_samples(first, {{0, 8, -2}, {1, end, -2}}, limits);
  EXPECT_THAT(second.live, IsEmpty());  // two words are the most
  EXPECT_EQ(second.finished.size(), 3u);
}

TEST(IsComplete, OnceNothingCanBecomeBetterThanWhatIsAskedFor) {
  BeamLimits limits = {.beam_size = 3, .max_length = 9, .stopping = Stopping::exact};
  limits.scoring.length_penalty = LengthPenalty::none;
  Beam beam;
  beam.live = {{{4}, -5}, {{5}, -6}};
  beam.finished = {{{1}, -4, -4}};
  EXPECT_TRUE(is_complete(beam, limits));
  beam.live[0].log_probability = -3.9;
  EXPECT_FALSE(is_complete(beam, limits));
  limits.scoring.length_penalty = LengthPenalty::average;  // -6 / 10 words is better than -4
  beam.live[0].log_probability = -5;
  EXPECT_FALSE(is_complete(beam, limits));
  limits.scoring.length_penalty = LengthPenalty::none;
  limits.n_best = 2;
  EXPECT_FALSE(is_complete(beam, limits));
}

TEST(IsComplete, WhenTheFirstHaveFinishedIfThatIsEnough) {
  BeamLimits limits = {.beam_size = 3, .max_length = 9, .stopping = Stopping::first};
  Beam beam = start_beam();
  EXPECT_FALSE(is_complete(beam, limits));
  beam.finished.resize(1);
  EXPECT_TRUE(is_complete(beam, limits));
  limits.stopping = Stopping::all;
  EXPECT_FALSE(is_complete(beam, limits));
}

TEST(Ranked, PutsTheBestScoreFirstAndKeepsTheOrderOfEquals) {
  Beam beam;
  beam.finished = {{{1}, -9, -3}, {{2}, -9, -1}, {{3}, -9, -3}};
  const std::vector<Hypothesis> hypotheses = ranked(beam);
  EXPECT_THAT(hypotheses[0].words, ElementsAre(2));
  EXPECT_THAT(hypotheses[1].words, ElementsAre(1));
  EXPECT_THAT(hypotheses[2].words, ElementsAre(3));
}

Candidate with_progress(int64_t word, double log_probability, int64_t progress) {
  return {0, word, log_probability, 0, progress};
}

TEST(DealtCandidates, ComeInTurnFromEachProgressTheMostAdvancedFirst) {
  const std::vector<Candidate> order =
      dealt({with_progress(4, -1, 0), with_progress(5, -2, 0), with_progress(6, -3, 2),
             with_progress(7, -4, 0), with_progress(8, -5, 1), with_progress(9, -6, 2)});
  std::vector<int64_t> words;
  for (const Candidate& candidate : order) words.push_back(candidate.word);
  EXPECT_THAT(words, ElementsAre(6, 8, 4, 9, 5, 7));
}

TEST(AdvanceBeam, AtTheLimitWhatLacksTermsFinishesOnlyIfAllDo) {
  const BeamLimits limits = {.beam_size = 2, .max_length = 1, .required = 1};
  const Beam some =
      advance_beam(start_beam(), {with_progress(7, -1, 0), with_progress(8, -2, 1)}, limits);
  ASSERT_EQ(some.finished.size(), 1u);
  EXPECT_THAT(some.finished[0].words, ElementsAre(8));
  const Beam none =
      advance_beam(start_beam(), {with_progress(7, -1, 0), with_progress(8, -2, 0)}, limits);
  EXPECT_EQ(none.finished.size(), 2u);
}

}  // namespace
}  // namespace dragoman
