#include "dragoman/training/assembly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/sample.h"
#include "training/in_processes.h"

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

/// What each of three processes says where the last has other things.
std::vector<std::string> said_of(const Config& config, const Fingerprints& data,
                                 const Machine& machine) {
  const Config usual;
  return in_processes(3, [&](const Processes& processes) {
    const bool last = processes.rank() == 2;
    check_same_everywhere(processes, last ? config : usual, last ? data : Fingerprints{"a", "b"},
                          last ? machine : Machine{torch::kCPU, {}, "1 thread"});
  });
}

TEST(Assembly, ProcessesThatWouldTrainOtherThingsAreRefused) {
  skip_without_gloo();
  const Machine usual{torch::kCPU, {}, "2 threads"};
  const std::string remedy =
      "give all processes the same configuration, files and kind of processor";
  EXPECT_THAT(said_of({}, {"a", "b"}, usual), testing::Each(""));
  Config faster;
  faster.optimizer.learning_rate = 0.5;
  EXPECT_THAT(
      said_of(faster, {"a", "b"}, usual),
      testing::Each("optimizer.learning_rate is 0.001 in process 0, and 0.5 in process 2: " +
                    remedy));
  EXPECT_THAT(said_of({}, {"other", "b"}, usual),
              testing::Each("the training corpus of process 2 is not that of process 0 (\"other\" "
                            "and \"a\"): " +
                            remedy));
  EXPECT_THAT(said_of({}, {"a", "b"}, {torch::kCPU, {Kernels::reference, Precision::fp32}, ""}),
              testing::Each(testing::HasSubstr("the arithmetic of process 2 is not that")));
}

TEST(Assembly, TheModelHasTheVocabulariesSizesAndIsAFunctionOfTheSeed) {
  Config config;
  config.model.embedding.width = config.model.encoder.width = config.model.decoder.width = 8;
  config.model.attention.width = 8;
  config.runtime.device = {DeviceKind::cpu, {}};
  const Machine machine = prepare_machine(config.runtime);
  const auto weights = [&](int64_t seed) {
    config.training.seed = seed;
    return make_run_model(config,
                          TrainingData{sample_vocabularies(), nullptr, {}, {}, {}, {}, {}, {}},
                          machine)
        ->named_parameters()["target_embedding"];
  };
  EXPECT_EQ(weights(1).size(0), 300);
  EXPECT_TRUE(torch::equal(weights(1), weights(1)));
  EXPECT_FALSE(torch::equal(weights(1), weights(2)));
}

}  // namespace
}  // namespace dragoman
