#include "text/shard.h"

#include <sstream>

#include <gmock/gmock.h>

#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ShardContents some_contents() {
  ShardContents contents{"0123456789abcdef", "fedcba9876543210", {}, {}, {}};
  contents.pairs = {{{5, 6, 7}, {8}}, {{}, {9, 70'000}}, {{1}, {}}};
  contents.text = {{"five six", "", "one"}, {"acht", "neun", ""}};
  contents.report.pairs = 4;
  contents.report.kept = 3;
  contents.report.over_long = 1;
  contents.report.target_pieces = 3;
  contents.report.first_invalid = 17;
  contents.report.warnings = {"look there", "and there"};
  return contents;
}

class Shards : public Scratch {
 protected:
  std::filesystem::path path() const { return directory_ / "shard"; }
  std::string bytes() const {
    std::ostringstream all;
    all << std::ifstream(path(), std::ios::binary).rdbuf();
    return all.str();
  }
};

TEST_F(Shards, GiveBackWhatWasWritten) {
  for (const bool with_text : {true, false}) {
    ShardContents contents = some_contents();
    if (!with_text) contents.text = {};
    write_shard(path(), contents);
    const Shard shard(path());
    ASSERT_EQ(shard.size(), 3U);
    EXPECT_EQ(shard.settings(), contents.settings);
    EXPECT_EQ(shard.input(), contents.input);
    EXPECT_EQ(shard.has_text(), with_text);
    EXPECT_TRUE(shard.is_whole());
    for (size_t row = 0; row < 3; ++row) {
      EXPECT_EQ(shard.pair(row).source, contents.pairs[row].source);
      EXPECT_EQ(shard.pair(row).target, contents.pairs[row].target);
      if (!with_text) continue;
      EXPECT_EQ(shard.source_text(row), contents.text.source[row]);
      EXPECT_EQ(shard.target_text(row), contents.text.target[row]);
    }
    const CorpusReport report = shard.report();
    for (const auto count : corpus_counts) EXPECT_EQ(report.*count, contents.report.*count);
    EXPECT_EQ(report.first_invalid, 17);
    EXPECT_THAT(report.warnings, ElementsAre("look there", "and there"));
  }
}

TEST_F(Shards, OfNoPairsAreShards) {
  write_shard(path(), {"0123456789abcdef", "fedcba9876543210", {}, {}, {}});
  EXPECT_EQ(Shard(path()).size(), 0U);
  EXPECT_TRUE(Shard(path()).is_whole());
}

TEST_F(Shards, ThatAreCutOrLongerAreRefused) {
  write_shard(path(), some_contents());
  const std::string whole = bytes();
  for (size_t size = 0; size < whole.size(); size += 7) {
    write("shard", whole.substr(0, size));
    EXPECT_THAT(input_error([&] { Shard shard(path()); }), HasSubstr("prepare the corpus again"));
  }
  write("shard", whole + "x");
  EXPECT_THAT(input_error([&] { Shard shard(path()); }), HasSubstr("prepare the corpus again"));
}

// Whatever a byte is, nothing outside the file is read, and damage behind the header is found.
TEST_F(Shards, WithAnyByteChangedAreReadWithinThemselves) {
  write_shard(path(), some_contents());
  const std::string whole = bytes();
  for (size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x81);
    write("shard", damaged);
    try {
      const Shard shard(path());
      EXPECT_TRUE(place < sizeof(ShardHeader) || !shard.is_whole()) << place;
      for (size_t row = 0; row < shard.size(); ++row) {
        shard.pair(row);
        if (shard.has_text()) static_cast<void>(std::string(shard.target_text(row)));
      }
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("prepare the corpus again"));
    }
  }
}

}  // namespace
}  // namespace dragoman
