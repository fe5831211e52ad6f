#include "dragoman/text/corpus_report.h"

#include <gmock/gmock.h>

namespace dragoman {
namespace {

using testing::HasSubstr;

TEST(CorpusReport, HasNoMeanWithoutPairs) {
  EXPECT_EQ(CorpusReport().mean_source_length(), 0);
  EXPECT_EQ(CorpusReport().mean_target_length(), 0);
}

TEST(CorpusReport, IsATableWithAColumnACorpus) {
  CorpusReport train, valid;
  train.name = "train";
  train.pairs = 29000;
  train.kept = 2;
  train.source_pieces = 5;
  train.max_length = 100;
  train.ratio_limit = 4;
  valid = train;
  valid.name = "valid";
  valid.in_train = 7;
  const std::string table = format({train, valid});
  EXPECT_THAT(table, HasSubstr("                               train       valid\n"
                               "pairs                          29000       29000\n"));
  EXPECT_THAT(table, HasSubstr("\n  over 100 pieces                  0           0\n"));
  EXPECT_THAT(table, HasSubstr("\n  length ratio over 4              0           0\n"));
  EXPECT_THAT(table, HasSubstr("\n  source also in train             -           7\n"));
  EXPECT_THAT(table, HasSubstr("\nsource pieces a pair             2.5         2.5\n"));
}

TEST(CorpusReport, OfNothingIsNothing) {
  EXPECT_EQ(format({}), "");
}

}  // namespace
}  // namespace dragoman
