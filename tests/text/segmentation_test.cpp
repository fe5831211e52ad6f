#include "dragoman/text/segmentation.h"

#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

class Segmentation : public testing::Test {
 protected:
  const ParallelCorpus text_ = sample_corpus();
  const Vocabularies vocabularies_ = sample_vocabularies();
  const SegmentationSampler sampler_ = segmentation_sampler(text_, vocabularies_, 0.2);

  std::string words(const Vocabulary& vocabulary, const std::vector<int32_t>& ids) const {
    return vocabulary.decode(std::vector<int64_t>(ids.begin(), ids.end()));
  }
};

TEST_F(Segmentation, KeepsEveryPairsText) {
  const std::vector<int64_t> rows = {4, 0, 5, 4};
  const std::vector<EncodedPair> pairs = sampler_(rows, 1);
  ASSERT_EQ(pairs.size(), rows.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    EXPECT_EQ(words(vocabularies_.source, pairs[i].source), text_.source[row]);
    EXPECT_EQ(words(vocabularies_.target, pairs[i].target), text_.target[row]);
  }
}

TEST_F(Segmentation, DrawsTheSidesApart) {
  const SegmentationSampler copies = segmentation_sampler(
      {text_.source, text_.source}, {vocabularies_.source, vocabularies_.source, true}, 0.2);
  int same = 0;
  for (const EncodedPair& pair : copies({0, 1, 2, 3, 4, 5}, 1)) same += pair.source == pair.target;
  EXPECT_LT(same, 3);
}

TEST_F(Segmentation, IsASeedsOwn) {
  const auto targets = [&](uint64_t seed) {
    std::vector<std::vector<int32_t>> result;
    for (const EncodedPair& pair : sampler_({0, 1, 2, 3}, seed)) result.push_back(pair.target);
    return result;
  };
  EXPECT_EQ(targets(5), targets(5));
  EXPECT_NE(targets(5), targets(6));
}

}  // namespace
}  // namespace dragoman
