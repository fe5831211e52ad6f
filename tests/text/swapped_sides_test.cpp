#include "dragoman/text/swapped_sides.h"

#include <gtest/gtest.h>

#include "text/sample.h"

namespace dragoman {
namespace {

ParallelCorpus twice(ParallelCorpus corpus) {
  for (auto* side : {&corpus.source, &corpus.target}) {
    const std::vector<std::string> copy = *side;
    side->insert(side->end(), copy.begin(), copy.end());
  }
  return corpus;
}

TEST(SwappedSides, AreToldByWhatTheyReadLike) {
  const ParallelCorpus train = twice(sample_corpus());
  EXPECT_FALSE(sides_swapped(train, train));
  EXPECT_TRUE(sides_swapped({train.target, train.source}, train));
  EXPECT_FALSE(sides_swapped({train.target, train.target}, train));
}

TEST(SwappedSides, AreNoneOfOneLanguage) {
  const ParallelCorpus train = twice(sample_corpus());
  const ParallelCorpus copies{train.source, train.source};
  EXPECT_FALSE(sides_swapped(copies, copies));
}

TEST(SwappedSides, AreNotToldByFewLines) {
  const ParallelCorpus train = sample_corpus();
  EXPECT_FALSE(sides_swapped({train.target, train.source}, train));
  EXPECT_FALSE(sides_swapped({}, train));
}

}  // namespace
}  // namespace dragoman
