#include "config/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

TEST(Rules, AcceptTheDefaults) {
  EXPECT_EQ(message_of_config(""), "no error");
}

TEST(Rules, WantBothSidesOfAText) {
  EXPECT_EQ(message_of_config("data.train_source = \"a\""),
            "c.toml:1: got data.train_source = \"a\" and data.train_target = \"\" (default), "
            "expected both files or neither");
  EXPECT_EQ(message_of_config("data.valid_target = \"a\""),
            "c.toml:1: got data.valid_source = \"\" (default) and data.valid_target = \"a\", "
            "expected both files or neither");
  EXPECT_EQ(message_of_config("data.test_source = \"a\""),
            "c.toml:1: got data.test_source = \"a\" and data.test_target = \"\" (default), "
            "expected both files or neither");
  EXPECT_EQ(message_of_config("data.test_source = \"a\"\ndata.test_target = \"b\""), "no error");
}

TEST(Rules, WantWhatMixesSeveralFoldersOnlyWithThem) {
  EXPECT_EQ(message_of_config("data.prepared = [\"a\", \"b\"]\ndata.weights = 2"),
            "c.toml:2: got data.prepared = [\"a\", \"b\"] and data.weights = 2.0, expected a "
            "weight for each folder");
  EXPECT_EQ(message_of_config("data.prepared = \"a\"\ndata.temperature = 5"),
            "c.toml:2: got data.prepared = \"a\" and data.temperature = 5.0, expected several "
            "folders to draw from");
  EXPECT_EQ(message_of_config("data.prepared = [\"a\", \"b\"]\ndata.weights = [2, 1]\n"
                              "data.temperature = 5"),
            "no error");
}

TEST(Rules, WantOneModelOfAJointVocabulary) {
  EXPECT_EQ(message_of_config("[vocabulary]\nsource_model = \"a\"\ntarget_model = \"b\""),
            "c.toml:3: got vocabulary.joint = true (default) and vocabulary.source_model = \"a\" "
            "and vocabulary.target_model = \"b\", expected one model where the vocabulary is "
            "joint");
  EXPECT_EQ(message_of_config("[vocabulary]\nsource_model = \"a\"\ntarget_model = \"a\""),
            "no error");
}

TEST(Rules, WantBothModelsOfSeparateVocabularies) {
  EXPECT_EQ(message_of_config("[vocabulary]\njoint = false\nsource_model = \"a\""),
            "c.toml:3: got vocabulary.joint = false and vocabulary.source_model = \"a\" and "
            "vocabulary.target_model = \"\" (default), expected both models or neither");
  EXPECT_EQ(message_of_config("[vocabulary]\nsource_model = \"a\""), "no error");
}

TEST(Rules, WantPiecesBesideTheBytes) {
  EXPECT_EQ(message_of_config("vocabulary.size = 260"),
            "c.toml:1: got vocabulary.byte_fallback = true (default) and vocabulary.size = 260, "
            "expected a size above 260, as 256 pieces are the bytes");
  EXPECT_EQ(message_of_config("vocabulary.size = 261"), "no error");
  EXPECT_EQ(message_of_config("vocabulary.size = 0"), "no error");
  EXPECT_EQ(message_of_config("vocabulary = {size = 100, byte_fallback = false}"), "no error");
  EXPECT_EQ(message_of_config("vocabulary = {size = 100, source_model = \"a\"}"), "no error");
}

TEST(Rules, WantAJointVocabularyForASharedEmbedding) {
  EXPECT_EQ(message_of_config("vocabulary.joint = false\nmodel.embedding.tie = \"all\""),
            "c.toml:2: got model.embedding.tie = \"all\" and vocabulary.joint = false, expected a "
            "joint vocabulary where source and target share an embedding");
}

TEST(Rules, WantAnEvenWidthForTwoDirections) {
  EXPECT_EQ(message_of_config("model.encoder.width = 301"),
            "c.toml:1: got model.encoder.bidirectional = true (default) and model.encoder.width = "
            "301, expected an even width, half for each direction");
  EXPECT_EQ(message_of_config("model.encoder = {width = 301, bidirectional = false}"), "no error");
}

TEST(Rules, WantASecondLayerForResiduals) {
  EXPECT_EQ(message_of_config("model.encoder.residual = true"),
            "c.toml:1: got model.encoder.residual = true and model.encoder.layers = 1 (default), "
            "expected at least 2 layers, as the first has no residual");
}

TEST(Rules, WantAnEndOfTraining) {
  EXPECT_EQ(message_of_config("training.max_epochs = 0"),
            "c.toml:1: got training.max_epochs = 0 and training.max_updates = 0 (default), "
            "expected a limit, or training never ends");
  EXPECT_EQ(message_of_config("training = {max_epochs = 0, max_updates = 10}"), "no error");
}

TEST(Rules, WantValidationDataForWhatReadsIt) {
  const std::string data = "data = {valid_source = \"a\", valid_target = \"b\"}\n";
  for (const std::string setting :
       {"schedule.kind = \"plateau\"", "validation.patience = 3", "validation.metric = \"chrf\""}) {
    EXPECT_EQ(message_of_config(setting),
              "c.toml:1: got " + setting +
                  " and data.valid_source = \"\" (default), expected validation data");
    EXPECT_EQ(message_of_config(data + setting), "no error");
  }
}

TEST(Rules, WantALengthOfWhatRestarts) {
  EXPECT_THAT(
      message_of_config("[schedule]\nkind = \"restarts\""),
      testing::HasSubstr("schedule.length = 0 (default), expected the length of the first fall"));
  EXPECT_EQ(message_of_config("[schedule]\nkind = \"restarts\"\nlength = 5"), "no error");
}

TEST(Rules, WantLinksForAnAttentionToFollow) {
  const std::string guided = "[training]\nguided_attention = 1\n";
  EXPECT_THAT(message_of_config(guided),
              testing::HasSubstr("expected word links of a text that is read whole"));
  EXPECT_EQ(message_of_config(guided + "[data]\ntrain_alignments = \"a\""), "no error");
  EXPECT_THAT(message_of_config(guided + "[data]\ntrain_alignments = \"a\"\nprepared = [\"p\"]"),
              testing::HasSubstr("data.prepared"));
}

TEST(Rules, WantAnAttentionThatCanBeGuided) {
  EXPECT_THAT(message_of_config("[training]\nguided_attention = 1\n[data]\ntrain_alignments = "
                                "\"a\"\n[model.attention]\nkind = \"none\""),
              testing::HasSubstr("expected an attention that can be guided"));
}

TEST(Rules, WantAnAttentionForALexicalPrior) {
  EXPECT_EQ(message_of_config("model.lexical_prior.pieces = 8"), "no error");
  EXPECT_THAT(message_of_config("[model]\nlexical_prior.pieces = 8\nattention.kind = \"none\""),
              testing::HasSubstr("expected an attention, which says what source pieces a word is"));
}

TEST(Rules, WantMixupAlone) {
  EXPECT_EQ(message_of_config("training.mixup = 0.5"), "no error");
  for (const std::string other :
       {"training.r_drop = 1.0", "training.teachers = [\"a\"]", "training.scheduled_sampling = 0.1",
        "model.lexical_prior.pieces = 8"}) {
    const std::string message = message_of_config("training.mixup = 0.5\n" + other);
    EXPECT_THAT(message, testing::HasSubstr("training.mixup = 0.5")) << other;
    EXPECT_THAT(message, testing::HasSubstr("expected one of them only")) << other;
  }
}

TEST(Rules, WantAShareForTeachers) {
  const std::string taught = "[training]\nteachers = [\"a\"]\n";
  EXPECT_EQ(message_of_config(taught), "no error");
  EXPECT_THAT(message_of_config(taught + "distillation = 0"),
              testing::HasSubstr("expected a share for the teachers"));
}

TEST(Rules, WantRDropOrRiskButNotBoth) {
  EXPECT_THAT(
      message_of_config("[training]\nr_drop = 1\n[risk]\nshare = 0.5"),
      testing::HasSubstr("training.r_drop = 1.0 and risk.share = 0.5, expected one of them only"));
}

TEST(Rules, WantALastSeedThatIsANumber) {
  EXPECT_THAT(message_of_config("[training]\nseed = 9223372036854775807\nseeds = 2"),
              testing::HasSubstr("expected a last seed that is still a number"));
  EXPECT_EQ(message_of_config("[training]\nseed = 7\nseeds = 1000"), "no error");
}

TEST(Rules, WantALongestTranslation) {
  EXPECT_EQ(message_of_config("search = {max_length_ratio = 0, max_length_offset = 0}"),
            "c.toml:1: got search.max_length_ratio = 0.0 and search.max_length_offset = 0 and "
            "search.min_length = 1 (default), expected a longest translation of at least 1 piece "
            "and of the shortest length");
}

TEST(Rules, NameTheOverrideThatBrokeThePair) {
  EXPECT_EQ(message_of_config("model.encoder.width = 301\nmodel.encoder.bidirectional = false",
                              {"model.encoder.bidirectional=true"}),
            "--set model.encoder.bidirectional=true: got model.encoder.bidirectional = true and "
            "model.encoder.width = 301, expected an even width, half for each direction");
}

TEST(Rules, NameTheDefaultsWhereNothingWasWritten) {
  Config config;
  config.training.max_epochs = 0;
  EXPECT_EQ(message_of([&] { check_rules(config, {}); }),
            "defaults: got training.max_epochs = 0 (default) and training.max_updates = 0 "
            "(default), expected a limit, or training never ends");
}

TEST(Rules, LetAJointVocabularyTieAllEmbeddings) {
  EXPECT_EQ(message_of_config("model.embedding.tie = \"all\""), "no error");
  EXPECT_EQ(message_of_config("vocabulary.joint = false\nmodel.embedding.tie = \"none\""),
            "no error");
}

TEST(Rules, LetTheLongestTranslationBeTheShortest) {
  EXPECT_EQ(message_of_config("[search]\nmax_length_ratio = 0\nmax_length_offset = 5\n"
                              "min_length = 5"),
            "no error");
}

}  // namespace
}  // namespace dragoman
