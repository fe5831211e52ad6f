#include "metrics/western.h"

#include <cctype>
#include <cstring>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

/// The words, with one space between them.
std::string words(const std::string& text) {
  return fmt::format("{}", fmt::join(split_whitespace(text), " "));
}

TEST(Western, ReplacesEveryOccurrenceOnce) {
  std::string text = "aaa b aa";
  replace_all(text, "aa", "ca");
  EXPECT_EQ(text, "caa b ca");
}

TEST(Western, ReadsEntitiesInOrder) {
  std::string text = "&amp;lt; &lt;&gt; &quot; &apos;";
  unescape_entities(text);
  EXPECT_EQ(text, "< <> \" &apos;");
}

TEST(Western, SeparatesAsciiPunctuation) {
  EXPECT_EQ(words(separate_punctuation("a(b)")), "a ( b )");
  EXPECT_EQ(separate_punctuation("it's 1.5,-"), "it's 1.5,-");
}

TEST(Western, SeparatesAllOfItButFour) {
  for (char c = 1; c < 127; ++c) {
    const bool apart = std::ispunct(static_cast<unsigned char>(c)) != 0 && !std::strchr("',-.", c);
    const std::string text = std::string("a") + c + "b";
    EXPECT_EQ(separate_punctuation(text), apart ? std::string("a ") + c + " b" : text) << int{c};
  }
}

TEST(Western, APeriodStaysBetweenDigits) {
  EXPECT_EQ(words(separate_periods_and_hyphens("1.5")), "1.5");
  EXPECT_EQ(words(separate_periods_and_hyphens("a.b")), "a . b");
}

TEST(Western, AMatchBeginsAfterTheOneBefore) {
  // First pass: "a." is a match, then ".5" alone is none. Second: ". " is one, ".5" none.
  EXPECT_EQ(words(separate_periods_and_hyphens("a..5")), "a . .5");
  // First pass: "a." and ".." are matches, so that the last period is apart too.
  EXPECT_EQ(words(separate_periods_and_hyphens("a...5")), "a . . . 5");
}

TEST(Western, AHyphenLeavesADigit) {
  EXPECT_EQ(words(separate_periods_and_hyphens("5-a b-5")), "5 - a b-5");
}

}  // namespace
}  // namespace dragoman
