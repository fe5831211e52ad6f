#include "dragoman/text/hold_out.h"

#include <gmock/gmock.h>

#include "dragoman/text/lines.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParallelCorpus numbered(int pairs) {
  ParallelCorpus corpus;
  for (int i = 0; i < pairs; ++i) {
    corpus.source.push_back(std::to_string(i));
    corpus.target.push_back("t" + std::to_string(i));
  }
  return corpus;
}

TEST(HoldOut, TakesOneInTwentyFromTheMiddleOfEqualParts) {
  const SplitCorpus split = hold_out(numbered(60));
  EXPECT_THAT(split.valid.source, ElementsAre("10", "30", "50"));
  EXPECT_THAT(split.valid.target, ElementsAre("t10", "t30", "t50"));
  EXPECT_EQ(split.train.size(), 57u);
  EXPECT_EQ(split.train.source[9], "9");
  EXPECT_EQ(split.train.source[10], "11");
  EXPECT_EQ(split.train.target[56], "t59");
}

TEST(HoldOut, TakesOneAtLeastAndAThousandAtMost) {
  EXPECT_THAT(hold_out(numbered(2)).valid.source, ElementsAre("1"));
  EXPECT_EQ(hold_out(numbered(19)).valid.size(), 1u);
  EXPECT_EQ(hold_out(numbered(30'001)).valid.size(), 1000u);
  EXPECT_THAT(input_error([] { hold_out(numbered(1)); }), HasSubstr("too few"));
}

TEST(SplitNames, StandBesideTheConfigurationWithTheLanguages) {
  const SplitNames names = split_names("runs/my.toml", "/data/train.en", "x.de.gz");
  EXPECT_EQ(names.source.train, "runs/my.train.en");
  EXPECT_EQ(names.source.valid, "runs/my.valid.en");
  EXPECT_EQ(names.target.train, "runs/my.train.de.gz");
  EXPECT_EQ(names.target.valid, "runs/my.valid.de.gz");
}

TEST(SplitNames, SaySourceAndTargetWhereTheEndingsDoNot) {
  EXPECT_EQ(split_names("my.toml", "en.txt", "de.txt").target.train, "my.train.target");
  EXPECT_EQ(split_names("my.toml", "english", "x.de").source.train, "my.train.source");
  EXPECT_EQ(split_names("my.toml", "en.txt.gz", "de.txt").source.valid, "my.valid.source.gz");
}

using SplitFiles = Scratch;

TEST_F(SplitFiles, AreWrittenOnceAndNeverOverOthers) {
  const SplitNames names = split_names(directory_ / "my.toml", "a.en", "a.de.gz");
  const SplitCorpus split = hold_out(numbered(20));
  write_split(split, names);
  EXPECT_EQ(read_lines(names.source.train), split.train.source);
  EXPECT_EQ(read_lines(names.target.valid), split.valid.target);
  const auto written = std::filesystem::last_write_time(names.source.train);
  write_split(split, names);
  EXPECT_EQ(std::filesystem::last_write_time(names.source.train), written);

  std::filesystem::remove(names.source.train);
  write("my.valid.en", "mine\n");
  EXPECT_THAT(input_error([&] { write_split(split, names); }), HasSubstr("my.valid.en"));
  EXPECT_FALSE(std::filesystem::exists(names.source.train));
  EXPECT_THAT(read_lines(names.source.valid), ElementsAre("mine"));
}

}  // namespace
}  // namespace dragoman
