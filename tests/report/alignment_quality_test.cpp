#include "dragoman/report/alignment_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/model.h"

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

TEST(AlignmentQuality, JudgesTheStrongestLinksWhileTheModelWritesTheTargets) {
  const std::vector<std::string> sources = {"aa bb cc dd", "cc aa dd"},
                                 targets = {"bb dd", "cc aa dd bb aa"};
  VocabularyConfig vocabulary_config;
  vocabulary_config.size = 265;
  const Vocabulary vocabulary = Vocabulary::train(vocabulary_config, sources);
  ModelConfig config;
  config.embedding = {.width = 8, .tie = TyingKind::none};
  config.encoder.width = config.decoder.width = config.attention.width = 8;
  Aligner aligner(make_model(config, {vocabulary.size(), vocabulary.size()}, 1)->stepper(),
                  {vocabulary, vocabulary, true});
  std::vector<TrueAlignment> own, other;
  int64_t links = 0;
  for (size_t pair = 0; pair < sources.size(); ++pair) {
    const WordLinks found = hard_links(aligner.align_text(sources[pair], targets[pair]));
    own.push_back({found, found});
    other.push_back({{{7, 7}}, {{7, 7}}});
    links += static_cast<int64_t>(found.size());
  }
  const AlignmentScore perfect = alignment_quality(aligner, sources, targets, own);
  ASSERT_GT(links, 0);
  EXPECT_EQ(perfect.links, links);
  EXPECT_DOUBLE_EQ(perfect.error_rate(), 0);
  EXPECT_DOUBLE_EQ(alignment_quality(aligner, sources, targets, other).error_rate(), 100);
}

}  // namespace
}  // namespace dragoman
