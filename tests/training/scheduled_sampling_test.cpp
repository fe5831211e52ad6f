#include "training/scheduled_sampling.h"

#include <gtest/gtest.h>

#include "training/small_run.h"

namespace dragoman {
namespace {

/// Sentences of three and one words: begin, words; what is likeliest is 90 at every position.
Batch two_pairs() {
  return make_batch({{{5}, {20, 21, 22}}, {{6}, {23}}}, {0, 1});
}

Tensor mixed(double share) {
  const Batch batch = two_pairs();
  return mixed_words(batch, torch::full_like(batch.target_input, 90), share);
}

TEST(MixedWords, AllAreTheTargetsOrAllAreItsOwn) {
  const Batch batch = two_pairs();
  EXPECT_TRUE(torch::equal(mixed(0), batch.target_input));
  const Tensor own = mixed(1);
  EXPECT_TRUE(torch::equal(own[0], batch.target_input[0])) << "the begin tokens stay";
  EXPECT_TRUE(torch::equal(own.select(1, 0).narrow(0, 1, 3), torch::full({3}, 90)));
  EXPECT_EQ(own[1][1].item<int64_t>(), 90);
  EXPECT_EQ(own[3][1].item<int64_t>(), batch.target_input[3][1].item<int64_t>()) << "padding stays";
}

TEST(MixedWords, AWordIsWhatWasWrittenAStepBefore) {
  const Batch batch = two_pairs();
  const Tensor likeliest = torch::arange(90, 98).view({4, 2});
  const Tensor own = mixed_words(batch, likeliest, 1);
  EXPECT_TRUE(torch::equal(own.narrow(0, 1, 1), likeliest.narrow(0, 0, 1)));
}

TEST(MixedWords, AreOfThatShareAndAFunctionOfTheSeed) {
  EncodedCorpus corpus;
  corpus.pairs.assign(50, {{5}, std::vector<int32_t>(40, 20)});
  std::vector<int64_t> rows(50);
  const Batch batch = make_batch(corpus.pairs, rows);
  const auto drawn = [&] {
    torch::manual_seed(3);
    return mixed_words(batch, torch::full_like(batch.target_input, 90), 0.3);
  };
  const Tensor words = drawn();
  EXPECT_NEAR(words.eq(90).to(torch::kDouble).mean().item<double>(), 0.3 * 40 / 41, 0.03);
  EXPECT_TRUE(torch::equal(words, drawn()));
}

/// Ends a run after some updates, however long it was to be.
class Ends : public TrainingListener {
 public:
  void on_update(Trainer& trainer, const UpdateReport& report) override {
    if (report.update == 4) trainer.stop("enough");
  }
};

/// The embedding after four updates of a run of so many.
Tensor trained(double share, int64_t updates) {
  Config config = without_dropout(small_config());
  config.training.average = 0;
  config.training.scheduled_sampling = share;
  config.training.max_updates = updates;
  const EncodedCorpus corpus = small_corpus();
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  listeners.push_back(std::make_unique<Ends>());
  Trainer trainer(config, made_in_turn(config, 16), corpus, std::move(listeners));
  trainer.run();
  return trainer.weights().at("target_embedding").clone();
}

TEST(ScheduledSampling, RisesFromTheTargetsWordsToTheModelsOwn) {
  EXPECT_FALSE(torch::equal(trained(1, 4), trained(0, 4)));
  EXPECT_TRUE(torch::equal(trained(1, 4), trained(1, 4)));
  EXPECT_TRUE(torch::equal(trained(1, 1'000'000), trained(0, 4))) << "it has hardly begun to rise";
}

}  // namespace
}  // namespace dragoman
