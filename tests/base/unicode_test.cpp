#include "dragoman/base/unicode.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Unicode, FindsTheFirstBadByte) {
  EXPECT_EQ(find_invalid_utf8("Größe €20 😀"), std::nullopt);
  EXPECT_EQ(find_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(find_invalid_utf8("ab\xff"), 2u);
  EXPECT_EQ(find_invalid_utf8("é\x80"), 2u);                       // a continuation byte on its own
  EXPECT_EQ(find_invalid_utf8("a\xe2\x82"), 1u);                   // cut short
  EXPECT_EQ(find_invalid_utf8("\xc0\xaf"), 0u);                    // overlong '/'
  EXPECT_EQ(find_invalid_utf8("x\xed\xa0\x80"), 1u);               // the surrogate U+D800
  EXPECT_EQ(find_invalid_utf8("\xf4\x90\x80\x80"), 0u);            // U+110000
  EXPECT_EQ(find_invalid_utf8("\xf4\x8f\xbf\xbf"), std::nullopt);  // U+10FFFF
}

TEST(Unicode, SaysWhereATextIsNotUtf8) {
  EXPECT_NO_THROW(require_utf8("fine", "line 3"));
  try {
    require_utf8("ab\xff", "line 3");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "line 3: byte 2 (0xff) is not valid UTF-8");
  }
  EXPECT_THROW(decode_utf8("\xff"), InputError);
}

TEST(Unicode, DecodesWhatItEncodes) {
  // The first and last code points of each length in bytes.
  const std::u32string code_points = U"\u0001\u007f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff";
  EXPECT_EQ(encode_utf8(code_points).size(), 2u + 4u + 6u + 8u);
  EXPECT_EQ(decode_utf8(encode_utf8(code_points)), code_points);
}

TEST(Unicode, KnowsGeneralCategories) {
  EXPECT_EQ(general_category(U'A'), "Lu");
  EXPECT_EQ(general_category(U'5'), "Nd");
  EXPECT_EQ(general_category(U'½'), "No");
  EXPECT_EQ(general_category(U'“'), "Pi");
  EXPECT_EQ(general_category(U'€'), "Sc");
  EXPECT_EQ(general_category(U'一'), "Lo");
  EXPECT_EQ(general_category(U'\u0378'), "Cn");
}

TEST(Unicode, LowersEveryScript) {
  EXPECT_EQ(lowercase("ABC xyz 1"), "abc xyz 1");
  EXPECT_EQ(lowercase("GRÖSSE ẞ ЖУК Ǆ"), "grösse ß жук ǆ");
  EXPECT_EQ(lowercase("İ"), "i\u0307");
}

TEST(Unicode, LowersASigmaByItsPlaceInTheWord) {
  EXPECT_EQ(lowercase("ΟΔΟΣ ΣΟΦΟΣ"), "οδος σοφος");
  EXPECT_EQ(lowercase("Σ"), "σ");                // nothing before it
  EXPECT_EQ(lowercase("1Σ"), "1σ");              // nothing cased before it
  EXPECT_EQ(lowercase("ΑΣ."), "ας.");            // a period is skipped, and the text ends
  EXPECT_EQ(lowercase("ΑΣ.Α"), "ασ.α");          // a period is skipped, and a letter follows
  EXPECT_EQ(lowercase("Α\u0301Σ"), "α\u0301ς");  // an accent is skipped
}

TEST(Unicode, SplitsAtEveryKindOfWhitespace) {
  EXPECT_THAT(split_whitespace("  one\ttwo\u00a0three\u3000four\x1c\nfive "),
              ElementsAre("one", "two", "three", "four", "five"));
  EXPECT_THAT(split_whitespace(" \u2028 "), IsEmpty());
  EXPECT_THAT(split_whitespace(""), IsEmpty());
  // A zero-width space is none.
  EXPECT_THAT(split_whitespace("a\u200bb"), ElementsAre("a\u200bb"));
}

TEST(Unicode, KnowsWhitespaceAsPythonDoes) {
  const std::set<char32_t> all = {0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x1C,   0x1D,   0x1E,
                                  0x1F,   0x20,   0x85,   0xA0,   0x1680, 0x2000, 0x2001, 0x2002,
                                  0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A,
                                  0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    ASSERT_EQ(is_whitespace(c), all.contains(c)) << std::hex << static_cast<uint32_t>(c);
  }
}

TEST(Unicode, StripsEitherEnd) {
  EXPECT_EQ(strip_right(" é \u3000\n"), " é");
  EXPECT_EQ(strip(" \u00a0é b\t"), "é b");
  EXPECT_EQ(strip(" \u00a0"), "");
}

}  // namespace
}  // namespace dragoman
