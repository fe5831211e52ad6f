#include "dragoman/search/aligner.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/nn/model.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::Pair;

const std::vector<std::string> lines = {"two dogs run across the field", "a man rides a bicycle",
                                        "the children play in the garden"};

class AlignerOfAModel : public testing::Test {
 protected:
  static Vocabulary vocabulary() {
    VocabularyConfig config;
    config.size = 285;
    return Vocabulary::train(config, lines);
  }

  Aligner make(const std::string& kind) const {
    ModelConfig config;
    config.embedding = {.width = 16, .tie = TyingKind::none};
    config.encoder.width = config.decoder.width = config.attention.width = 16;
    config.attention.kind = kind;
    config.attention.heads = 4;
    return {make_model(config, {vocabulary_.size(), vocabulary_.size()}, 3)->stepper(),
            {vocabulary_, vocabulary_, true}};
  }

  const Vocabulary vocabulary_ = vocabulary();
};

double sum_of(const std::vector<double>& row) {
  return std::accumulate(row.begin(), row.end(), 0.0);
}

TEST_F(AlignerOfAModel, MergesPiecesToTheWordsOfTheText) {
  Aligner aligner = make("additive");
  const Alignment alignment = aligner.align_text("a zebra rides  a bicycle", "two 漢字 run");
  EXPECT_THAT(alignment.source, ElementsAre("a", "zebra", "rides", "a", "bicycle", "</s>"));
  EXPECT_THAT(alignment.target, ElementsAre("two", "漢字", "run"));
  ASSERT_EQ(alignment.weights.size(), 3u);
  for (const auto& row : alignment.weights) {
    EXPECT_EQ(row.size(), 6u);
    EXPECT_NEAR(sum_of(row), 1, 1e-6);
  }
  EXPECT_TRUE(alignment.heads.empty());
}

TEST_F(AlignerOfAModel, TheMeanOfTheMemoryGivesAWordTheShareOfItsPieces) {
  Aligner aligner = make("none");
  const std::string source = "zebra a";
  const Alignment alignment = aligner.align_text(source, "two dogs");
  const auto pieces = static_cast<double>(vocabulary_.encode(source).size());
  const auto zebra = static_cast<double>(vocabulary_.encode("zebra").size());
  for (const auto& row : alignment.weights) {
    EXPECT_NEAR(row[0], zebra / (pieces + 1), 1e-6);
    EXPECT_NEAR(row[2], 1 / (pieces + 1), 1e-6);
  }
}

TEST_F(AlignerOfAModel, ShowsEveryHeadAndTheirMean) {
  Aligner aligner = make("multi_head");
  const Alignment alignment = aligner.align_text("a man rides", "two dogs run");
  ASSERT_EQ(alignment.heads.size(), 4u);
  for (size_t t = 0; t < alignment.target.size(); ++t) {
    for (size_t s = 0; s < alignment.source.size(); ++s) {
      double sum = 0;
      for (const auto& head : alignment.heads) sum += head[t][s];
      EXPECT_NEAR(alignment.weights[t][s], sum / 4, 1e-6);
    }
  }
}

TEST_F(AlignerOfAModel, TakesEmptySidesToo) {
  Aligner aligner = make("additive");
  EXPECT_THAT(aligner.align_text("", "two").source, ElementsAre("</s>"));
  EXPECT_TRUE(aligner.align_text("two", "").weights.empty());
}

TEST(HardLinks, AreTheStrongestAndNeverTheEnd) {
  const Alignment alignment{
      {"a", "b", "</s>"}, {"x", "y", "z"}, {{0.1, 0.7, 0.2}, {0.3, 0.3, 0.4}, {0.6, 0.3, 0.1}}, {}};
  EXPECT_THAT(hard_links(alignment), ElementsAre(Pair(0, 2), Pair(1, 0)));
}

}  // namespace
}  // namespace dragoman
