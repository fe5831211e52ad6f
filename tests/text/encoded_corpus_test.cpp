#include "dragoman/text/encoded_corpus.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(EncodedCorpus, CountsItsTokens) {
  const EncodedCorpus corpus{{{{7, 8}, {9}}, {{}, {5, 6, 7}}}};
  EXPECT_EQ(corpus.size(), 2U);
  EXPECT_EQ(corpus.total().source, 4);
  EXPECT_EQ(corpus.total().target, 6);
}

TEST(EncodedCorpus, GivesTheRowsInTheOrderAsked) {
  const EncodedCorpus corpus{{{{7}, {}}, {{8}, {}}, {{9}, {}}}};
  const std::vector<EncodedPair> pairs = corpus.read({2, 0, 2}, {0, 1});
  ASSERT_EQ(pairs.size(), 3U);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(pairs[i].source[0], i == 1 ? 7 : 9);
  EXPECT_THROW(corpus.read({3}, {0, 1}), std::out_of_range);
}

TEST(EncodedCorpus, LeavesDrawingToItsSampler) {
  const EncodedCorpus corpus({{{7}, {}}}, [](const std::vector<int64_t>& rows, uint64_t seed) {
    return std::vector<EncodedPair>(rows.size(), {{static_cast<int32_t>(seed)}, {}});
  });
  EXPECT_EQ(corpus.read({0, 0}, {0, 5})[1].source[0], 5);
}

}  // namespace
}  // namespace dragoman
