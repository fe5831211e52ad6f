#include "dragoman/text/piece_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

EncodedPair encoded(const Vocabularies& vocabularies, const std::string& source,
                    const std::string& target) {
  const auto ids = [](const Vocabulary& vocabulary, const std::string& text) {
    const std::vector<int64_t> found = vocabulary.encode(text);
    return std::vector<int32_t>(found.begin(), found.end());
  };
  return {ids(vocabularies.source, source), ids(vocabularies.target, target)};
}

class PieceLinks : public testing::Test {
 protected:
  std::vector<PieceLink> links_of(const LinkedWords& words) {
    std::vector<EncodedPair> pairs = {pair_};
    link_pieces(pairs, {words}, vocabularies_);
    return pairs[0].links;
  }

  const Vocabularies vocabularies_ = sample_vocabularies();
  const EncodedPair pair_ =
      encoded(vocabularies_, sample_corpus().source[1], sample_corpus().target[1]);
};

TEST_F(PieceLinks, LinkEveryPieceOfTwoWords) {
  const auto last_source = static_cast<int32_t>(pair_.source.size()) - 1;
  const std::vector<PieceLink> links = links_of({{0, 0}});
  ASSERT_FALSE(links.empty());
  EXPECT_EQ(links[0], (PieceLink{0, 0}));
  for (const auto& [source, target] : links) EXPECT_LT(source, last_source);
}

TEST_F(PieceLinks, PassOverWordsThatAreNotThere) {
  EXPECT_TRUE(links_of({{99, 0}, {0, 99}}).empty());
  EXPECT_TRUE(links_of({}).empty());
}

TEST_F(PieceLinks, AreMadeForEachDrawnSegmentation) {
  const SegmentationSampler drawn = [this](const std::vector<int64_t>& rows, uint64_t /*seed*/) {
    return std::vector<EncodedPair>(rows.size(), pair_);
  };
  const SegmentationSampler linked = linked_sampler(drawn, {{}, {{0, 0}}}, vocabularies_);
  const std::vector<EncodedPair> pairs = linked({1, 0}, 5);
  EXPECT_EQ(pairs[0].links, links_of({{0, 0}}));
  EXPECT_TRUE(pairs[1].links.empty());
}

}  // namespace
}  // namespace dragoman
