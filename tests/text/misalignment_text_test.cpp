#include "text/misalignment_text.h"

#include <gmock/gmock.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParallelCorpus numbered_lines(size_t count) {
  ParallelCorpus corpus;
  for (size_t i = 1; i <= count; ++i) {
    corpus.source.push_back("line " + std::to_string(i));
    corpus.target.push_back("Zeile " + std::to_string(i));
  }
  return corpus;
}

TEST(MisalignmentText, SaysWhichLinesToLookAt) {
  EXPECT_THAT(describe({{10, 20, 3}, {30, 31, -1}}, numbered_lines(40), "train"),
              ElementsAre("train: lines 11 to 20 of the source are translated 3 lines later in the "
                          "target: look for what is missing or too much near the first and the "
                          "last of them; source line 16 'line 16' goes with target line 19 'Zeile "
                          "19'",
                          HasSubstr("lines 31 to 31 of the source are translated 1 line earlier")));
  EXPECT_THAT(describe({{0, 40, std::nullopt}}, numbered_lines(40), "valid"),
              ElementsAre("valid: lines 1 to 40 of source and target do not translate each other, "
                          "such as line 21: 'line 21' beside 'Zeile 21'"));
}

TEST(MisalignmentText, OfManyRegionsIsShort) {
  std::vector<Misalignment> regions;
  for (size_t i = 0; i < 9; ++i) regions.push_back({10 * i, 10 * i + 8, 1});
  const auto sentences = describe(regions, numbered_lines(100), "train");
  ASSERT_THAT(sentences, testing::SizeIs(6));
  EXPECT_EQ(sentences.back(), "train: 4 more such regions, the last of lines 81 to 88");
}

TEST(MisalignmentText, CutsLongLinesBetweenCharacters) {
  ParallelCorpus corpus = numbered_lines(1);
  corpus.source[0] = "x";
  for (int i = 0; i < 50; ++i) corpus.source[0] += "ü";
  corpus.target[0] = "\xFF";
  EXPECT_THAT(
      describe({{0, 1, std::nullopt}}, corpus, "train").front(),
      testing::AllOf(HasSubstr("üü…' beside (not valid UTF-8)"), testing::Not(HasSubstr("\xC3…"))));
}

TEST(MisalignmentText, OfAShiftOverTheEndNamesALineThatIsThere) {
  EXPECT_THAT(describe({{0, 2, 31}}, numbered_lines(2), "train").front(),
              HasSubstr("target line 2 'Zeile 2'"));
}

TEST(MisalignmentText, CountsThePartsBefore) {
  const std::string shifted = describe({{0, 2, 1}}, numbered_lines(3), "train", 1000).front();
  EXPECT_THAT(shifted, HasSubstr("lines 1001 to 1002 of the source"));
  EXPECT_THAT(shifted, HasSubstr("source line 1002"));
  EXPECT_THAT(shifted, HasSubstr("target line 1003"));
  EXPECT_THAT(describe({{0, 1, std::nullopt}}, numbered_lines(1), "train", 1000).front(),
              HasSubstr("such as line 1001"));
}

}  // namespace
}  // namespace dragoman
