#include "dragoman/text/corpus.h"

#include <gmock/gmock.h>

#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Corpus : public Scratch {};

TEST_F(Corpus, PairsTheLines) {
  const ParallelCorpus corpus = read_parallel(write("s", "a\nb\n"), write("t", "A\nB\n"));
  EXPECT_EQ(corpus.size(), 2u);
  EXPECT_THAT(corpus.source, ElementsAre("a", "b"));
  EXPECT_THAT(corpus.target, ElementsAre("A", "B"));
}

TEST_F(Corpus, UnequalCountsNameBothFilesAndCounts) {
  const auto source = write("s.en", "a\nb\n"), target = write("t.de", "A\n");
  EXPECT_THAT(input_error([&] { read_parallel(source, target); }),
              AllOf(HasSubstr("s.en has 2 lines"), HasSubstr("t.de has 1")));
}

TEST_F(Corpus, MustNotBeEmpty) {
  const auto source = write("s.en", ""), target = write("t.de", "");
  EXPECT_THAT(input_error([&] { read_parallel(source, target); }),
              AllOf(HasSubstr("s.en"), HasSubstr("t.de"), HasSubstr("empty")));
}

TEST(Fingerprint, DependsOnEveryByteAndLine) {
  const std::string whole = fingerprint({{"a", "b"}, {"c", "d"}});
  EXPECT_EQ(whole.size(), 16u);
  EXPECT_EQ(whole, fingerprint({{"a", "b"}, {"c", "d"}}));
  for (const ParallelCorpus& other : {ParallelCorpus{{"a", "b"}, {"c", "e"}},
                                      {{"b", "a"}, {"c", "d"}},
                                      {{"ab", ""}, {"c", "d"}},
                                      {{"c", "d"}, {"a", "b"}},
                                      {{"a"}, {"b", "c", "d"}}}) {
    EXPECT_NE(fingerprint(other), whole);
  }
}

TEST(Fingerprint, EqualsFnv1aOfTheText) {
  // Worked with an independent FNV-1a of "a\n" "\0\n" "b\n".
  EXPECT_EQ(fingerprint({{"a"}, {"b"}}), "766e402627da2178");
}

}  // namespace
}  // namespace dragoman
