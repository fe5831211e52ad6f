#include "dragoman/training/minimum_risk.h"

#include <cmath>

#include <gtest/gtest.h>

#include "nn/gradient_check.h"
#include "nn/module_parameters.h"
#include "text/sample.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

TEST(RiskOf, ByHand) {
  // q ∝ e^(−2/2), e^(−4/4 − ln 2): 2/3 and 1/3.
  const Risk risk = risk_of({-2, -4 - 4 * std::log(2.0)}, {2, 4}, {0.3, 0.9}, 1);
  EXPECT_NEAR(risk.value, 0.5, 1e-14);
  EXPECT_NEAR(risk.gradients[0], 1.0 / 2 * 2 / 3 * (0.3 - 0.5), 1e-14);
  EXPECT_NEAR(risk.gradients[1], 1.0 / 4 * 1 / 3 * (0.9 - 0.5), 1e-14);
}

TEST(RiskOf, GradientsEqualCentralDifferences) {
  const std::vector<int64_t> lengths = {3, 5, 2};
  const std::vector<double> costs = {0.1, 0.8, 0.4}, at = {-4, -6, -3};
  for (const double sharpness : {0.5, 1.0, 3.0}) {
    const Risk risk = risk_of(at, lengths, costs, sharpness);
    for (size_t k = 0; k < at.size(); ++k) {
      constexpr double step = 1e-5;
      std::vector<double> up = at, down = at;
      up[k] += step;
      down[k] -= step;
      const double difference = risk_of(up, lengths, costs, sharpness).value -
                                risk_of(down, lengths, costs, sharpness).value;
      EXPECT_NEAR(risk.gradients[k], difference / (2 * step), 1e-9);
    }
  }
}

TEST(RiskOf, VerySmallProbabilitiesAreNoProblem) {
  const Risk risk = risk_of({-5000, -5001}, {1, 1}, {0, 1}, 1);
  EXPECT_NEAR(risk.value, 1 / (1 + std::exp(1)), 1e-12);
}

class MinimumRiskTest : public testing::Test {
 protected:
  MinimumRiskTest() {
    config_.risk.samples = 4;
    config_.search.max_length_ratio = 1;
    config_.search.max_length_offset = 3;
  }

  std::shared_ptr<TranslationModel> model(torch::Dtype type = torch::kFloat) const {
    const VocabularySizes sizes = {vocabularies_.source.size(), vocabularies_.target.size()};
    auto made = make_model(config_.model, sizes, 3, {Kernels::fast, Precision::fp32});
    made->to(type);
    return made;
  }

  Batch batch() const {
    const ParallelCorpus text = sample_corpus();
    std::vector<EncodedPair> pairs;
    for (const size_t i : {1, 4}) {
      const auto source = vocabularies_.source.encode(text.source[i]);
      const auto target = vocabularies_.target.encode(text.target[i]);
      pairs.push_back({{source.begin(), source.end()}, {target.begin(), target.end()}});
    }
    return make_batch(pairs, {0, 1});
  }

  Config config_ = without_dropout(small_config());
  const Vocabularies vocabularies_ = sample_vocabularies();
};

TEST_F(MinimumRiskTest, DrawsTranslationsEachOnceAndTheTargetAmongThem) {
  const auto drawing = model();
  const MinimumRisk risk(config_, vocabularies_.target);
  const Batch given = batch();
  const RiskBatch drawn = risk.draw(*drawing, given, 5);
  ASSERT_EQ(drawn.begins.size(), 3u);
  EXPECT_EQ(drawn.begins.back(), drawn.batch.source.size(0));
  EXPECT_EQ(drawn.costs.size(), static_cast<size_t>(drawn.begins.back()));
  for (size_t source = 0; source < 2; ++source) {
    int64_t without_cost = 0;
    EXPECT_GE(drawn.begins[source + 1] - drawn.begins[source], 3);
    for (int64_t row = drawn.begins[source]; row < drawn.begins[source + 1]; ++row) {
      const double cost = drawn.costs[static_cast<size_t>(row)];
      EXPECT_TRUE(cost >= 0 && cost <= 1);
      without_cost += cost == 0;
      const int64_t length = given.source_lengths[static_cast<int64_t>(source)].item<int64_t>();
      EXPECT_TRUE(torch::equal(drawn.batch.source[row].narrow(0, 0, length),
                               given.source[static_cast<int64_t>(source)].narrow(0, 0, length)));
    }
    EXPECT_EQ(without_cost, 1) << "the target alone";
  }
  const RiskBatch again = risk.draw(*drawing, given, 5), other = risk.draw(*drawing, given, 6);
  EXPECT_TRUE(torch::equal(again.batch.target_output, drawn.batch.target_output));
  EXPECT_EQ(again.costs, drawn.costs);
  EXPECT_NE(other.costs, drawn.costs);
}

TEST_F(MinimumRiskTest, TheMetricIsOfChoice) {
  const auto drawing = model();
  const RiskBatch by_chrf = MinimumRisk(config_, vocabularies_.target).draw(*drawing, batch(), 5);
  config_.risk.metric = RiskMetric::bleu;
  const RiskBatch by_bleu = MinimumRisk(config_, vocabularies_.target).draw(*drawing, batch(), 5);
  EXPECT_EQ(by_bleu.begins, by_chrf.begins);
  EXPECT_NE(by_bleu.costs, by_chrf.costs);
}

TEST_F(MinimumRiskTest, GradientsEqualCentralDifferences) {
  const auto trained = model(torch::kDouble);
  const MinimumRisk risk(config_, vocabularies_.target);
  const RiskBatch drawn = risk.draw(*model(), batch(), 5);
  std::vector<NamedTensor> some;  // of encoder, attention and decoder: small ones
  for (const NamedTensor& parameter : parameters_of(*trained)) {
    if (parameter.tensor.numel() <= 64) some.push_back(parameter);
  }
  ASSERT_GT(some.size(), 5u);
  expect_numeric_gradients(some, [&] { return risk.loss(*trained, drawn, batch()); });
}

TEST_F(MinimumRiskTest, TrainingLowersTheRisk) {
  config_.optimizer.learning_rate = 0.02;
  config_.training.average = 0;
  config_.training.max_updates = 60;
  config_.risk.sharpness = 5;
  config_.batch.size = 2;
  config_.risk.share = 1;
  EncodedCorpus corpus;
  const ParallelCorpus text = sample_corpus();
  for (size_t i = 0; i < 2; ++i) {
    const auto source = vocabularies_.source.encode(text.source[i]);
    const auto target = vocabularies_.target.encode(text.target[i]);
    corpus.pairs.push_back({{source.begin(), source.end()}, {target.begin(), target.end()}});
  }
  const auto risk = std::make_shared<const MinimumRisk>(config_, vocabularies_.target);
  std::vector<double> losses;
  class Losses : public TrainingListener {
   public:
    explicit Losses(std::vector<double>& losses) : losses_(losses) {}
    void on_update(Trainer& /*trainer*/, const UpdateReport& report) override {
      losses_.push_back(report.loss);
    }

   private:
    std::vector<double>& losses_;
  };
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Losses>(losses));
  Trainer(config_, model(), corpus, std::move(listeners), {}, {{}, risk}).run();
  ASSERT_EQ(losses.size(), 60u);
  EXPECT_GT(losses.front(), 0.3);
  EXPECT_LT(losses.back(), losses.front() / 2);
}

}  // namespace
}  // namespace dragoman
