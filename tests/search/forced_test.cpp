#include "dragoman/search/forced.h"

#include <numeric>

#include <gtest/gtest.h>

#include "dragoman/nn/model.h"
#include "dragoman/search/search.h"
#include "dragoman/text/batch.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 12;

std::shared_ptr<TranslationModel> model_with(const std::string& attention) {
  ModelConfig config;
  config.embedding = {.width = 16, .tie = TyingKind::none};
  config.encoder.width = config.decoder.width = config.attention.width = 32;
  config.attention.kind = attention;
  config.attention.heads = 4;
  auto model = make_model(config, {vocabulary, vocabulary}, 5);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : model->parameters()) parameter.mul_(3);
  model->eval();
  return model;
}

EncodedCorpus some_pairs() {
  return {{{{4, 5, 6}, {7, 8}}, {{9}, {4, 5, 6, 7, 10}}, {{}, {}}, {{11, 4, 4, 8, 5}, {6}}}};
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Forced, GivesTheLossUnderTeacherForcing) {
  const auto model = model_with("additive");
  const EncodedCorpus corpus = some_pairs();
  const std::vector<Forced> forced = force(*model->stepper(), corpus.pairs);
  const torch::NoGradGuard no_grad;
  for (size_t pair = 0; pair < corpus.size(); ++pair) {
    const Batch batch = make_batch(corpus.pairs, {static_cast<int64_t>(pair)});
    const Encoded encoded = model->encode(batch.source, batch.source_lengths, batch.source_mask);
    const Decoded decoded = model->decode(encoded, batch.target_input);
    const double loss = model->loss(decoded, batch.target_output, batch.target_mask, {})
                            .cross_entropy.item<double>();
    EXPECT_NEAR(-sum_of(forced[pair].log_probabilities), loss, 1e-4);
    EXPECT_EQ(forced[pair].log_probabilities.size(), corpus.pairs[pair].target.size() + 1);
    EXPECT_TRUE(forced[pair].weights.empty());
  }
}

TEST(Forced, GivesASearchsOwnScoreToTheBit) {
  const auto model = model_with("dot");
  const auto stepper = model->stepper();
  SearchConfig config;
  config.beam_size = 1;
  const Hypothesis found = search_all(stepper, {{4, 5, 6}}, config)[0].front();
  const EncodedPair pair{{4, 5, 6}, {found.words.begin(), found.words.end()}};
  const std::vector<double> scores = force(*stepper, {pair})[0].log_probabilities;
  double sum = 0;
  for (size_t t = 0; t < scores.size(); ++t) {
    if (found.words.size() < 16 || t < found.words.size()) sum += scores[t];
  }
  EXPECT_EQ(sum, found.log_probability);
}

TEST(Forced, SeesTheAttentionOfEveryStepAndHead) {
  const auto forced =
      force(*model_with("multi_head")->stepper(), some_pairs().pairs, ForcedDetail::attention);
  ASSERT_EQ(forced[1].weights.size(), 6u);
  ASSERT_EQ(forced[1].heads.size(), 4u);
  for (size_t t = 0; t < 6; ++t) {
    ASSERT_EQ(forced[1].weights[t].size(), 2u);
    EXPECT_NEAR(sum_of(forced[1].weights[t]), 1, 1e-5);
    double mean = 0;
    for (const auto& head : forced[1].heads) mean += head[t][0] / 4;
    EXPECT_NEAR(forced[1].weights[t][0], mean, 1e-6);
  }
}

TEST(Forced, AllInBatchesAreEachAlone) {
  const auto stepper = model_with("additive")->stepper();
  const EncodedCorpus corpus = some_pairs();
  const std::vector<Forced> together = force(*stepper, corpus.pairs);
  for (const int64_t batch_size : {1, 3, 100}) {
    std::vector<Forced> all(corpus.size());
    force_all(*stepper, corpus.pairs, batch_size, ForcedDetail::attention,
              [&](size_t i, Forced forced) { all[i] = std::move(forced); });
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].log_probabilities, together[i].log_probabilities);
      EXPECT_EQ(all[i].weights.size(), corpus.pairs[i].target.size() + 1);
    }
  }
}

}  // namespace
}  // namespace dragoman
