#include "dragoman/metrics/tokenize.h"

#include <string>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

/// The tokens, with one space between them.
std::string tokens(std::string_view line, BleuTokenizer tokenizer) {
  const std::string separated = tokenize(line, tokenizer);
  return fmt::format("{}", fmt::join(split_whitespace(separated), " "));
}

TEST(Tokenize, NoneSplitsAtWhitespaceOnly) {
  EXPECT_EQ(tokens(" It's  3.50,\u00a0ok. ", BleuTokenizer::none), "It's 3.50, ok.");
}

TEST(Tokenize, Mteval13aKeepsNumbersTogether) {
  EXPECT_EQ(tokens("He said: \"it's 3.50, no?\"", BleuTokenizer::mteval13a),
            "He said : \" it's 3.50 , no ? \"");
  EXPECT_EQ(tokens("In 1,000 years.", BleuTokenizer::mteval13a), "In 1,000 years .");
  EXPECT_EQ(tokens("It was 1999.", BleuTokenizer::mteval13a), "It was 1999 .");
  EXPECT_EQ(tokens(".5", BleuTokenizer::mteval13a), ". 5");  // not preceded by a digit
}

TEST(Tokenize, Mteval13aSeparatesAHyphenAfterADigitOnly) {
  EXPECT_EQ(tokens("well-known 5-year 5-", BleuTokenizer::mteval13a), "well-known 5 - year 5 -");
}

TEST(Tokenize, Mteval13aReadsEntitiesAndJoinsLines) {
  EXPECT_EQ(tokens("&quot;R&amp;D&quot; &lt;b&gt;<skipped>", BleuTokenizer::mteval13a),
            "\" R & D \" < b >");
  EXPECT_EQ(tokens("hy-\nphen\nnext", BleuTokenizer::mteval13a), "hyphen next");
}

TEST(Tokenize, Mteval13aKnowsNoPunctuationBeyondAscii) {
  EXPECT_EQ(tokens("“so” – ja…", BleuTokenizer::mteval13a), "“so” – ja…");
}

TEST(Tokenize, InternationalKnowsUnicodePunctuationAndSymbols) {
  EXPECT_EQ(tokens("“so” – 20€, ja…", BleuTokenizer::international), "“ so ” – 20 € , ja …");
  EXPECT_EQ(tokens("3.50 und 1,000", BleuTokenizer::international), "3.50 und 1,000");
  EXPECT_EQ(tokens("a+b=c", BleuTokenizer::international), "a + b = c");
}

TEST(Tokenize, InternationalLeavesAPeriodToTheNumberThatEndsTheLine) {
  // Nothing follows the period, so neither rule has the two characters that it looks at.
  EXPECT_EQ(tokens("It was 1999.", BleuTokenizer::international), "It was 1999.");
  EXPECT_EQ(tokens("It was 1999. \n", BleuTokenizer::international), "It was 1999.");
}

TEST(Tokenize, CharacterSeparatesCodePoints) {
  EXPECT_EQ(tokens("né 了", BleuTokenizer::character), "n é 了");
}

TEST(Tokenize, ChineseSeparatesIdeographsAndTheRestAs13a) {
  EXPECT_EQ(tokens("我有3.5美元, ok?", BleuTokenizer::chinese), "我 有 3.5 美 元 , ok ?");
  EXPECT_EQ(tokens("食べた。", BleuTokenizer::chinese), "食 べた 。");
  EXPECT_EQ(tokens("“ja”", BleuTokenizer::chinese), "“ ja ”");
  EXPECT_EQ(tokens(" in 1999.", BleuTokenizer::chinese), "in 1999.");
}

TEST(Tokenize, EveryTokenizerHasItsName) {
  const std::vector<std::string> names = {"none", "13a", "intl", "char", "zh"};
  EXPECT_EQ(names_of<BleuTokenizer>(), names);
  for (const auto& name : names) EXPECT_EQ(name_of(value_of<BleuTokenizer>(name).value()), name);
}

}  // namespace
}  // namespace dragoman
