#include "dragoman/training/word_links.h"

#include <gmock/gmock.h>

#include "text/sample.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

class WordLinksTest : public Scratch {
 protected:
  std::vector<LinkedWords> read(const ParallelCorpus& text, const std::string& links) {
    write("links", links);
    const Vocabularies vocabularies = sample_vocabularies();
    const CheckedCorpus checked = encode_checked("train", text, vocabularies, {});
    return read_word_links((directory_ / "links").string(), text, checked, vocabularies);
  }
};

TEST_F(WordLinksTest, AreThoseOfTheKeptRows) {
  ParallelCorpus text = sample_corpus();
  text.source[1] = "";  // dropped
  const auto links = read(text, "0-0 1-1\n9-9\n2-1\n\n\n0-0\n");
  ASSERT_EQ(links.size(), 5u);
  EXPECT_EQ(links[0], (LinkedWords{{0, 0}, {1, 1}}));
  EXPECT_EQ(links[1], (LinkedWords{{2, 1}}));
  EXPECT_TRUE(links[2].empty());
}

TEST_F(WordLinksTest, AreLeftOutWhereTheVocabularyDividesASentenceOtherwise) {
  ParallelCorpus text = sample_corpus();
  text.source[0] = "two\u200Bdogs run";  // a space to the vocabulary, none to the aligner
  const auto links = read(text, "0-0\n0-0\n0-0\n0-0\n0-0\n0-0\n");
  EXPECT_TRUE(links[0].empty());
  EXPECT_EQ(links[1], (LinkedWords{{0, 0}}));
}

TEST_F(WordLinksTest, WrongFilesAreRefusedByLine) {
  EXPECT_THAT(input_error([&] { read(sample_corpus(), "0-0\n"); }),
              testing::HasSubstr("links has 1 lines, its text 6"));
  EXPECT_THAT(input_error([&] { read(sample_corpus(), "0-0\n\n\n0x0\n\n\n"); }),
              testing::HasSubstr("links:4"));
}

}  // namespace
}  // namespace dragoman
