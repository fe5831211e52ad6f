#include "dragoman/training/forecast.h"

#include <chrono>

#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

Config small_config() {
  Config config;
  config.model.embedding.width = config.model.encoder.width = config.model.decoder.width = 8;
  config.model.attention.width = 8;
  config.batch.size = 2;
  config.training.max_epochs = 4;
  config.training.average = 0.01;
  config.training.directory = "must_not_be_made";
  config.data.valid_source = config.data.valid_target = "of the data";
  return config;
}

/// The sample for training, its first three pairs for validation.
TrainingData sample_data() {
  TrainingData data{sample_vocabularies(), {}, {}, {}, {}, {}, {}, {}};
  const ParallelCorpus text = sample_corpus();
  std::vector<EncodedPair> pairs;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto ids = [](const std::vector<int64_t>& pieces) {
      return std::vector<int32_t>(pieces.begin(), pieces.end());
    };
    pairs.push_back({ids(data.vocabularies.source.encode(text.source[i])),
                     ids(data.vocabularies.target.encode(text.target[i]))});
  }
  data.valid.pairs = {pairs.begin(), pairs.begin() + 3};
  data.train = std::make_shared<const EncodedCorpus>(std::move(pairs));
  data.valid_text = {{text.source.begin(), text.source.begin() + 3},
                     {text.target.begin(), text.target.begin() + 3}};
  return data;
}

std::shared_ptr<TranslationModel> small_model() {
  return make_model(small_config().model, {300, 300}, 1);
}

TEST(Forecast, TellsOfTheWholeRun) {
  const TrainingData data = sample_data();
  const auto model = small_model();
  const auto begun = std::chrono::steady_clock::now();
  const Forecast forecast = forecast_run(small_config(), model, data);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  const auto epoch = static_cast<double>(data.train->total().target);
  EXPECT_GT(forecast.tokens_per_second * taken.count(), epoch);  // it trains several meanwhile
  EXPECT_EQ(forecast.pairs, 6);
  EXPECT_EQ(forecast.length.updates, 12);  // 3 batches, 4 epochs
  EXPECT_EQ(forecast.length.validations, 4);
  EXPECT_DOUBLE_EQ(forecast.length.target_tokens,
                   4 * static_cast<double>(data.train->total().target));
  EXPECT_GT(forecast.tokens_per_second, 0);
  EXPECT_GT(forecast.validation_seconds, 0);
  EXPECT_GT(forecast.peak_memory, 1 << 20);
  EXPECT_FALSE(std::filesystem::exists("must_not_be_made"));
  int64_t parameters = 0;
  for (const auto& [part, count] : forecast.parameters) parameters += count;
  EXPECT_EQ(parameters, parameter_count(*model));
  EXPECT_EQ(forecast.parameters.at("target_embedding"), 300 * 8);
}

TEST(Forecast, TheDiskHoldsTheBestModelAndThreeCheckpointsOfFourTimesItsWeights) {
  const TrainingData data = sample_data();
  const auto model = small_model();
  const int64_t weights = 4 * parameter_count(*model);
  const auto text = static_cast<int64_t>(2 * data.vocabularies.source.bytes().size());
  // A checkpoint: the average, the weights, and Adam's two moments.
  EXPECT_EQ(forecast_run(small_config(), model, data).disk,
            text + (weights + text) + 3 * (4 * weights + text));
}

TEST(Forecast, OfAPartOfTheCorpusIsThatOfTheWhole) {
  const TrainingData data = sample_data();
  const Forecast forecast = forecast_run(small_config(), small_model(), data, 0.01);
  EXPECT_EQ(forecast.length.updates, 1200);
  EXPECT_EQ(forecast.length.validations, 4);
}

TEST(Forecast, WithoutValidationTextThereIsNoneToWaitFor) {
  TrainingData data = sample_data();
  data.valid = {};
  data.valid_text = {};
  Config config = small_config();
  config.data = {};
  const Forecast forecast = forecast_run(config, small_model(), data);
  EXPECT_EQ(forecast.length.validations, 0);
  EXPECT_EQ(forecast.validation_seconds, 0);
}

TEST(Forecast, SecondsAreTheTokensAtTheirSpeedAndTheValidations) {
  Forecast forecast;
  forecast.length.target_tokens = 1000;
  forecast.length.validations = 3;
  forecast.tokens_per_second = 50;
  forecast.validation_seconds = 7;
  EXPECT_DOUBLE_EQ(forecast.seconds(), 41);
}

}  // namespace
}  // namespace dragoman
