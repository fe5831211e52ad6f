#include "metrics/tercom.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

std::string words(const std::string& line, const TerOptions& options) {
  const std::string normalized = normalize_for_ter(line, options);
  return fmt::format("{}", fmt::join(split_whitespace(normalized), " "));
}

TEST(Tercom, LowersByDefaultOnly) {
  EXPECT_EQ(words("Jim's  CAR. ", {}), "jim's car.");
  EXPECT_EQ(words("Jim's  CAR. ", {.case_sensitive = true}), "Jim's CAR.");
}

TEST(Tercom, NormalisesPunctuationAndPossessives) {
  EXPECT_EQ(words("Jim's car (4.2), &quot;ok&quot;.", {.normalized = true}),
            "jim 's car ( 4.2 ) , \" ok \" .");
  EXPECT_EQ(words("end\n-hyphen\nline Jim's", {.normalized = true}), "endhyphen line jim 's");
}

TEST(Tercom, DropsPunctuation) {
  EXPECT_EQ(words("A ; (b): 4.2, c-d!", {.no_punctuation = true}), "a b 42 c-d");
}

TEST(Tercom, SplitsIdeographsNotKana) {
  const TerOptions asian = {.normalized = true, .asian_support = true};
  EXPECT_EQ(words("りの拳銃を持、カタ", asian), "りの 拳 銃 を 持 、 カタ");
  EXPECT_EQ(words("りの拳銃", {.normalized = true}), "りの拳銃");
}

TEST(Tercom, SplitsEachRangeFromItsFirstToItsLastCharacter) {
  const TerOptions asian = {.normalized = true, .asian_support = true};
  using Range = std::pair<char32_t, char32_t>;
  for (const auto& [first, last] :
       {Range{0x2E80, 0x2EFF}, Range{0x31C0, 0x31EF}, Range{0x3200, 0x4DBF}, Range{0x4E00, 0x9FFF},
        Range{0xF900, 0xFAFF}, Range{0xFE30, 0xFE4F}, Range{0x3008, 0x3011}, Range{0x3014, 0x301F},
        Range{0xFF61, 0xFF65}}) {
    for (const auto& [c, apart] :
         {std::pair(first - 1, false), {first, true}, {last, true}, {last + 1, false}}) {
      std::string letter;
      append_utf8(letter, c);
      EXPECT_EQ(words("a" + letter + "b", asian), apart ? "a " + letter + " b" : "a" + letter + "b")
          << std::hex << static_cast<uint32_t>(c);
    }
  }
}

TEST(Tercom, DropsAsianPunctuation) {
  EXPECT_EQ(words("「はい」。 ok.", {.no_punctuation = true, .asian_support = true}), "はい ok");
  EXPECT_EQ(words("「はい」。 ok.", {.no_punctuation = true}), "「はい」。 ok");
}

}  // namespace
}  // namespace dragoman
