#include "dragoman/text/glossary.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GlossaryFile : public testing::Test {
 protected:
  Glossary read(const std::string& text) const {
    std::ofstream(path_) << text;
    return Glossary::read(path_);
  }

  std::string message(const std::string& text) const {
    try {
      read(text);
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  std::string path_ = testing::TempDir() + "/glossary.tsv";
};

TEST_F(GlossaryFile, FindsWholeWordsWhateverStandsBesideThem) {
  const Glossary glossary = read("# animals\ndog\tHund\n\ncat\tKatze\n");
  EXPECT_THAT(glossary.targets_in("The (dog), a cat."), ElementsAre("Hund", "Katze"));
  EXPECT_THAT(glossary.targets_in("dogs concatenate"), IsEmpty());
  EXPECT_THAT(glossary.targets_in(""), IsEmpty());
}

TEST_F(GlossaryFile, EachTargetPhraseComesOnce) {
  EXPECT_THAT(read("dog\tHund\nhound\tHund\n").targets_in("dog hound dog"), ElementsAre("Hund"));
}

TEST_F(GlossaryFile, OfOverlappingEntriesTheFirstAndLongestCounts) {
  const Glossary glossary = read("hot\theiß\nhot dog\tWürstchen\ndog house\tHütte\n");
  EXPECT_THAT(glossary.targets_in("a hot dog house"), ElementsAre("Würstchen"));
  EXPECT_THAT(glossary.targets_in("a hot, dog house"), ElementsAre("heiß", "Hütte"));
}

TEST_F(GlossaryFile, OnlyTheFirstWordOfALineMayHaveACapitalForItself) {
  const Glossary glossary = read("dog\tHund\nUS\tVereinigte Staaten\n");
  EXPECT_THAT(glossary.targets_in("Dog and cat"), ElementsAre("Hund"));
  EXPECT_THAT(glossary.targets_in("a Dog"), IsEmpty());
  EXPECT_THAT(glossary.targets_in("with us"), IsEmpty());
  EXPECT_THAT(glossary.targets_in("US ships"), ElementsAre("Vereinigte Staaten"));
}

TEST_F(GlossaryFile, PhrasesWithoutSpacesAreFoundInScriptsWithoutSpaces) {
  EXPECT_THAT(read("小狗\tpuppy\n").targets_in("一只小狗在跑"), ElementsAre("puppy"));
}

TEST_F(GlossaryFile, MarksAreWordsOfTheirOwn) {
  EXPECT_THAT(read("C++\tC++\n").targets_in("in C++."), ElementsAre("C++"));
}

TEST_F(GlossaryFile, SaysWhichLineIsWrong) {
  EXPECT_THAT(message("dog\tHund\ndog Hund\n"), HasSubstr("glossary.tsv:2: got 'dog Hund'"));
  EXPECT_THAT(message("a\tb\tc\n"), HasSubstr("expected 'source phrase', a tab"));
  EXPECT_THAT(message("dog\t \n"), HasSubstr("the target phrase is empty"));
  EXPECT_THAT(message("\tHund\n"), HasSubstr("the source phrase is empty"));
  EXPECT_THAT(message("dog\tHund\ndog\tKöter\n"), HasSubstr("'dog' is to be 'Köter', but 'Hund'"));
  EXPECT_THAT(message("dog\t" + std::string(501, 'x')), HasSubstr("501 bytes"));
  EXPECT_THAT(message("d\xff\tx\n"), HasSubstr("glossary.tsv:1: byte 1"));
  EXPECT_EQ(message("dog\tHund\ndog\tHund\r\n"), "");
}

TEST(GlossaryOfPairs, IsCheckedAndFoundAsOneOfAFile) {
  const Glossary glossary = Glossary::of({{"big dog", "Köter"}, {" dog ", "Hund"}}, "terms");
  EXPECT_THAT(glossary.targets_in("A big dog and a dog."), ElementsAre("Köter", "Hund"));
  EXPECT_THROW(Glossary::of({{"dog", "Hund"}, {"dog", "Köter"}}, "terms"), InputError);
  EXPECT_THROW(Glossary::of({{"dog", " "}}, "terms"), InputError);
  EXPECT_THROW(Glossary::of({{"d\xff", "x"}}, "terms"), InputError);
}

}  // namespace
}  // namespace dragoman
