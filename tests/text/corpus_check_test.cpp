#include "dragoman/text/corpus_check.h"

#include <gmock/gmock.h>

#include "text/sample.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// One pair of each problem between two good ones.
ParallelCorpus problem_corpus() {
  return {{"two dogs run", "", "a man", "a red bicycle", "\xFF dog", std::string(100'000, 'x'),
           "two dogs run", "the garden", "a"},
          {"zwei Hunde laufen", "leer", " \u3000", "ein rotes Fahrrad", "der alte Hund", "lang",
           "zwei Hunde laufen", "the garden", "eine Frau liest im Zug ein Buch"}};
}

class CorpusCheck : public testing::Test {
 protected:
  const Vocabularies vocabularies_ = sample_vocabularies();
  DataConfig config_;
};

TEST_F(CorpusCheck, CountsEachProblemAndDropsWhatItMust) {
  const auto [corpus, rows, report] =
      encode_checked("train", problem_corpus(), vocabularies_, config_);
  EXPECT_EQ(report.name, "train");
  EXPECT_EQ(report.pairs, 9);
  EXPECT_EQ(report.empty_source, 1);
  EXPECT_EQ(report.empty_target, 1);
  EXPECT_EQ(report.invalid_utf8, 1);
  EXPECT_EQ(report.over_long, 1);
  EXPECT_EQ(report.extreme_ratio, 2);  // the over-long pair too
  EXPECT_EQ(report.duplicates, 1);
  EXPECT_EQ(report.copies, 1);
  EXPECT_EQ(report.dropped, 4);
  EXPECT_EQ(report.kept, 5);
  EXPECT_THAT(corpus.pairs, SizeIs(5));
  EXPECT_THAT(rows, ElementsAre(0, 3, 6, 7, 8));
}

TEST_F(CorpusCheck, DropsMoreOnRequest) {
  config_.drop_duplicates = true;
  EXPECT_EQ(encode_checked("t", problem_corpus(), vocabularies_, config_).report.kept, 4);
  config_.drop_copies = true;
  EXPECT_EQ(encode_checked("t", problem_corpus(), vocabularies_, config_).report.kept, 3);
  config_.max_length_ratio = 4;
  EXPECT_EQ(encode_checked("t", problem_corpus(), vocabularies_, config_).report.kept, 2);
}

TEST_F(CorpusCheck, DropsWhatIsWrittenInAnotherScriptWhereOneIsNamed) {
  const ParallelCorpus corpus{{"two dogs", "две собаки", "a man", "\xFF"},
                              {"zwei Hunde", "zwei Hunde", "мужчина", "ein Mann"}};
  EXPECT_EQ(encode_checked("t", corpus, vocabularies_, config_).report.other_script, 0);
  config_.target_script = Script::latin;
  EXPECT_THAT(encode_checked("t", corpus, vocabularies_, config_).rows, ElementsAre(0, 1));
  config_.source_script = Script::latin;
  const CheckedCorpus checked = encode_checked("t", corpus, vocabularies_, config_);
  EXPECT_THAT(checked.rows, ElementsAre(0));
  EXPECT_EQ(checked.report.other_script, 2);
  EXPECT_THAT(
      checked.report.doubts,
      ElementsAre(HasSubstr("2 in another script (data.source_script, data.target_script)")));
  EXPECT_THAT(encode_all("t", corpus, vocabularies_, config_).rows, SizeIs(4));
}

TEST_F(CorpusCheck, KeepsAPairOfExactlyTheLongestLength) {
  const ParallelCorpus corpus{{"two dogs"}, {"zwei Hunde laufen über die Wiese"}};
  config_.max_length =
      static_cast<int64_t>(vocabularies_.target.encode(corpus.target.front()).size());
  EXPECT_EQ(encode_checked("t", corpus, vocabularies_, config_).report.over_long, 0);
  --config_.max_length;
  EXPECT_EQ(encode_all("t", corpus, vocabularies_, config_).report.over_long, 1);
}

TEST_F(CorpusCheck, EncodesWithoutBeginAndEnd) {
  const ParallelCorpus text{{"two dogs"}, {"zwei Hunde"}};
  const auto [corpus, rows, report] = encode_checked("train", text, vocabularies_, config_);
  const std::vector<int32_t>& source = corpus.pairs.front().source;
  const std::vector<int32_t>& target = corpus.pairs.front().target;
  EXPECT_EQ(std::vector<int64_t>(source.begin(), source.end()),
            vocabularies_.source.encode("two dogs"));
  EXPECT_EQ(report.source_pieces, static_cast<int64_t>(source.size()));
  EXPECT_EQ(report.mean_target_length(), static_cast<double>(target.size()));
}

TEST_F(CorpusCheck, ValidationKeepsEveryPairInItsPlace) {
  const auto [corpus, rows, report] = encode_all("valid", problem_corpus(), vocabularies_, config_);
  ASSERT_THAT(corpus.pairs, SizeIs(9));
  EXPECT_EQ(report.dropped, 0);
  EXPECT_EQ(report.over_long, 1);
  EXPECT_THAT(corpus.pairs[1].source, IsEmpty());
  EXPECT_EQ(corpus.pairs[0].source, corpus.pairs[6].source);
}

TEST_F(CorpusCheck, DoubtsACorpusThatLosesMost) {
  ParallelCorpus corpus = sample_corpus();
  corpus.source[0] = "\xFF";
  corpus.target[1] = corpus.source[2] = "";
  EXPECT_THAT(encode_checked("train", corpus, vocabularies_, config_).report.doubts, IsEmpty());
  corpus.source[3] = " ";
  EXPECT_THAT(
      encode_checked("train", corpus, vocabularies_, config_).report.doubts,
      ElementsAre("train: 4 of 6 pairs are dropped: 2 with an empty source, 1 with an empty "
                  "target, 1 not valid UTF-8 (the first is line 1)"));
  EXPECT_THAT(encode_all("valid", corpus, vocabularies_, config_).report.doubts, IsEmpty());
}

TEST_F(CorpusCheck, MustLeaveSomething) {
  config_.max_length = 1;
  EXPECT_THAT(
      input_error([&] { encode_checked("train", sample_corpus(), vocabularies_, config_); }),
      AllOf(HasSubstr("train: none of the 6 pairs is left"), HasSubstr("6 over data.max_length")));
}

TEST(CountContained, CountsLinesNotDistinctTexts) {
  EXPECT_EQ(count_contained({"a", "a", "b", "c"}, {"a", "c", "d", "a"}), 3);
  EXPECT_EQ(count_contained({}, {"a"}), 0);
}

}  // namespace
}  // namespace dragoman
