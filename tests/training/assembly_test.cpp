#include "dragoman/training/assembly.h"

#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

TEST(Assembly, NotesTheSizeOfTheVocabularyThatWasLeftOpen) {
  const Vocabularies chosen = sample_vocabularies();
  Config config;
  EXPECT_EQ(with_vocabulary_size(config, chosen).vocabulary.size, 300);
  config.vocabulary.source_model = "given.model";
  EXPECT_EQ(with_vocabulary_size(config, chosen).vocabulary.size, 0);
}

TEST(Assembly, LeavesTheSizeOpenWhereTheSidesDiffer) {
  VocabularyConfig larger = sample_config();
  larger.size = 310;
  const Vocabularies chosen{sample_vocabularies().source,
                            make_vocabularies(larger, sample_corpus()).target, false};
  EXPECT_EQ(with_vocabulary_size({}, chosen).vocabulary.size, 0);
}

TEST(Assembly, TheModelHasTheVocabulariesSizesAndIsAFunctionOfTheSeed) {
  Config config;
  config.model.embedding.width = config.model.encoder.width = config.model.decoder.width = 8;
  config.model.attention.width = 8;
  config.runtime.device = DeviceKind::cpu;
  const Machine machine = prepare_machine(config.runtime);
  const auto weights = [&](int64_t seed) {
    config.training.seed = seed;
    return make_run_model(config, sample_vocabularies(), machine)
        ->named_parameters()["target_embedding"];
  };
  EXPECT_EQ(weights(1).size(0), 300);
  EXPECT_TRUE(torch::equal(weights(1), weights(1)));
  EXPECT_FALSE(torch::equal(weights(1), weights(2)));
}

}  // namespace
}  // namespace dragoman
