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

TEST(Tercom, DropsAsianPunctuation) {
  EXPECT_EQ(words("「はい」。 ok.", {.no_punctuation = true, .asian_support = true}), "はい ok");
  EXPECT_EQ(words("「はい」。 ok.", {.no_punctuation = true}), "「はい」。 ok");
}

}  // namespace
}  // namespace dragoman
