#include "metrics/corpus.h"

#include <string>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

std::string complaint(const std::vector<std::string>& hypotheses, const References& references) {
  try {
    check_corpus(hypotheses, references);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Corpus, NamesBothCountsWhenTheyDiffer) {
  const std::string expected = "; both must have the same number of lines, at least 1";
  EXPECT_EQ(complaint({"a", "b"}, {{"a"}}),
            "got 2 hypotheses and 1 lines of references" + expected);
  EXPECT_EQ(complaint({}, {}), "got 0 hypotheses and 0 lines of references" + expected);
  EXPECT_EQ(complaint({"a"}, {{"a"}}), "");
}

TEST(Corpus, NamesTheSentenceThatIsWrong) {
  EXPECT_EQ(complaint({"a", "b"}, {{"a"}, {}}), "sentence 2 has no reference");
  EXPECT_EQ(complaint({"a", "b\xff"}, {{"a"}, {"b"}}),
            "hypothesis 2: byte 1 (0xff) is not valid UTF-8");
  EXPECT_EQ(complaint({"a"}, {{"a", "\xfe"}}), "reference 1: byte 0 (0xfe) is not valid UTF-8");
}

TEST(Corpus, CountsReferences) {
  EXPECT_EQ(reference_count({{"a", "b"}, {"c", ""}}), 2u);
  EXPECT_EQ(reference_count({{"a", "b"}, {"c"}}), std::nullopt);
}

TEST(Corpus, MeasuresEachSentenceAndSums) {
  const auto sizes = measure_sentences(
      {"abc", "d"}, {{"xy"}, {"z", "z"}},
      [](const auto& hypothesis, const auto& lines) { return hypothesis.size() * lines.size(); });
  EXPECT_EQ(sizes, (std::vector<size_t>{3, 2}));
  EXPECT_EQ(sum(sizes), 5u);
}

}  // namespace
}  // namespace dragoman
