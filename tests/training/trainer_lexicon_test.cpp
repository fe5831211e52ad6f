#include <gtest/gtest.h>

#include "dragoman/training/trainer.h"
#include "nn/some_lexicon.h"
#include "training/in_processes.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

TEST(Trainer, ProcessesTrainWithTheLexiconOfTheFirst) {
  skip_without_gloo();
  Config config = small_config();
  config.model.lexical_prior.pieces = 4;
  config.training.max_updates = 1;
  const EncodedCorpus corpus = small_corpus();
  const Lexicon first = some_lexicon({16, 16}, 4);
  std::vector<Lexicon> found(2);
  const auto thrown = in_processes(2, [&](const Processes& processes) {
    const auto model = made_in_turn(config, 16);
    const bool is_first = processes.is_first();
    model->set_lexicon(is_first ? first : Lexicon{first.words.flip(0), first.probabilities / 2});
    Trainer trainer(config, model, corpus, {}, processes);
    trainer.run();
    found[static_cast<size_t>(processes.rank())] = model->lexicon();
  });
  for (size_t rank = 0; rank < 2; ++rank) {
    ASSERT_EQ(thrown[rank], "");
    EXPECT_TRUE(torch::equal(found[rank].words, first.words)) << rank;
    EXPECT_TRUE(torch::equal(found[rank].probabilities, first.probabilities)) << rank;
  }
}

}  // namespace
}  // namespace dragoman
