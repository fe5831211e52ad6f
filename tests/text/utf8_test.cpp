#include "text/utf8.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Utf8, TakesCharactersOfEveryLength) {
  std::string_view text = "a\u00E9\u20AC\U0001F415";
  for (const char32_t expected : {U'a', U'\u00E9', U'\u20AC', U'\U0001F415'}) {
    EXPECT_EQ(take_character(text), expected);
  }
  EXPECT_TRUE(text.empty());
}

TEST(Utf8, TakesOneByteWhereItIsInvalid) {
  std::string_view text =
      "\xE2\x82"
      "a";
  EXPECT_EQ(take_character(text), std::nullopt);
  EXPECT_EQ(text,
            "\x82"
            "a");
}

TEST(Utf8, AcceptsTheEdgesOfTheRanges) {
  for (const char* text :
       {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_valid_utf8(text));
  }
}

TEST(Utf8, RefusesWhatUnicodeRefuses) {
  for (const char* text :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3", "\xE2\x82", "\xC3\x28"}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
}

}  // namespace
}  // namespace dragoman
