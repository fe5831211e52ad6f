#include "dragoman/text/corpus_statistics.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(CorpusStatistics, CountsWordsAndCharactersOfEachSideAndOfBoth) {
  const CorpusStatistics found = corpus_statistics({{"a dog", "a  cat "}, {"Rad dog", ""}});
  EXPECT_EQ(found.pairs, 2);
  EXPECT_EQ(found.source.words, 4);
  EXPECT_EQ(found.source.distinct_words, 3);
  EXPECT_EQ(found.source.distinct_characters, 6);  // a d o g c t
  EXPECT_EQ(found.target.words, 2);
  EXPECT_EQ(found.target.distinct_characters, 5);  // R a d o g
  EXPECT_EQ(found.both.words, 6);
  EXPECT_EQ(found.both.distinct_words, 4);
  EXPECT_EQ(found.both.distinct_characters, 7);
}

TEST(CorpusStatistics, AnIdeographIsAWord) {
  const TextStatistics found = corpus_statistics({{"我是我。 BBC说"}, {"x"}}).source;
  EXPECT_EQ(found.words, 6);           // 我 是 我 。, and BBC 说
  EXPECT_EQ(found.distinct_words, 3);  // 我 是 说
}

TEST(CorpusStatistics, LettersInCommonIsTheOverlapOfTheirFrequencies) {
  // Source: a 3/4, b 1/4; target: a 1/2, c 1/2. Digits are no letters.
  EXPECT_DOUBLE_EQ(corpus_statistics({{"aaab 77"}, {"ac 77"}}).letters_in_common, 0.5);
  EXPECT_DOUBLE_EQ(corpus_statistics({{"dog"}, {"god"}}).letters_in_common, 1);
  EXPECT_DOUBLE_EQ(corpus_statistics({{"dog"}, {"собака"}}).letters_in_common, 0);
  EXPECT_DOUBLE_EQ(corpus_statistics({{"1"}, {"2"}}).letters_in_common, 0);
}

TEST(CorpusStatistics, PassesOverInvalidLines) {
  EXPECT_EQ(corpus_statistics({{"\xff word", "one"}, {"a", "b"}}).source.words, 1);
}

TEST(FittingLength, IsTheLeastWithinWhichTheShareOfPairsIs) {
  EncodedCorpus corpus;
  for (const size_t length : {5u, 1u, 2u, 9u}) {
    corpus.pairs.push_back({std::vector<int32_t>(length), std::vector<int32_t>(1)});
  }
  corpus.pairs[1].target.resize(4);  // longer sides: 5, 4, 2, 9
  EXPECT_EQ(fitting_length(corpus, 1), 9);
  EXPECT_EQ(fitting_length(corpus, 0.75), 5);
  EXPECT_EQ(fitting_length(corpus, 0.74), 5);
  EXPECT_EQ(fitting_length(corpus, 0.5), 4);
  EXPECT_EQ(fitting_length({}, 1), 0);
}

TEST(SpacedRows, ComeFromAllOver) {
  EXPECT_EQ(spaced_rows(4, 2), (std::vector<size_t>{0, 2}));
  EXPECT_EQ(spaced_rows(10, 3), (std::vector<size_t>{0, 3, 6}));
  EXPECT_EQ(spaced_rows(2, 9), (std::vector<size_t>{0, 1}));
  EXPECT_TRUE(spaced_rows(0, 9).empty());
}

}  // namespace
}  // namespace dragoman
