#include "dragoman/report/alignment_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(ParseAlignments, NamesTheLineOfAnError) {
  EXPECT_EQ(parse_alignments({"0-0", ""}, "f").size(), 2u);
  try {
    parse_alignments({"0-0", "1_1"}, "test.align");
    ADD_FAILURE() << "took 1_1";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("test.align:2"));
  }
}

/// A window of one position around position t finds exactly the words of equal number.
TEST(AlignmentQuality, JudgesTheStrongestLinksWhileTheModelWritesTheTargets) {
  const std::vector<std::string> text = {"aa bb cc dd", "bb dd", "cc aa dd bb aa"};
  VocabularyConfig vocabulary_config;
  vocabulary_config.size = 266;
  const Vocabulary vocabulary = Vocabulary::train(vocabulary_config, text);
  ModelConfig config;
  config.embedding = {.width = 8, .tie = TyingKind::none};
  config.encoder.width = config.decoder.width = config.attention.width = 8;
  config.attention.kind = "local_m";
  config.attention.window = 1;
  Aligner aligner(make_model(config, {vocabulary.size(), vocabulary.size()}, 1),
                  {vocabulary, vocabulary, true});
  const AlignmentScore perfect =
      alignment_quality(aligner, {"aa bb"}, {"aa"}, parse_alignments({"0-0 1?0"}, "f"));
  EXPECT_EQ(perfect.links, 1);
  EXPECT_DOUBLE_EQ(perfect.precision(), 100);
  const AlignmentScore none =
      alignment_quality(aligner, {"aa bb"}, {"aa"}, parse_alignments({"7-7"}, "f"));
  EXPECT_DOUBLE_EQ(none.error_rate(), 100);
}

}  // namespace
}  // namespace dragoman
