#include "serve/text_layout.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

std::vector<std::string> texts_of(const TextLayout& layout) {
  std::vector<std::string> texts;
  for (const SourceText& source : layout.sources()) texts.push_back(source.text);
  return texts;
}

TEST(TextLayout, DividesTextIntoSentencesAndKeepsItsLines) {
  const TextLayout layout({"One. Two.\n\nThree.\r\n", "", "Four."}, TextFormat::text);
  EXPECT_EQ(texts_of(layout), (std::vector<std::string>{"One.", "Two.", "Three.", "Four."}));
  const auto in_brackets = [&](size_t source) { return "<" + layout.sources()[source].text + ">"; };
  EXPECT_EQ(layout.text(0, in_brackets), "<One.> <Two.>\n\n<Three.>\n");
  EXPECT_EQ(layout.text(1, in_brackets), "");
  EXPECT_EQ(layout.text(2, in_brackets), "<Four.>");
  EXPECT_EQ(layout.sources_of(0), (std::pair<size_t, size_t>(0, 3)));
  EXPECT_EQ(layout.sources_of(1), (std::pair<size_t, size_t>(3, 3)));
  EXPECT_EQ(layout.sources_of(2), (std::pair<size_t, size_t>(3, 4)));
}

TEST(TextLayout, DividesHtmlAndTakesTheMarksOutOfItsSentences) {
  const TextLayout layout({"<p>A <b>dog</b> runs. It\nis old.</p>\n<p></p>"}, TextFormat::html);
  EXPECT_EQ(texts_of(layout), (std::vector<std::string>{"A dog runs.", "It is old."}));
  EXPECT_EQ(layout.marked(0).marks.size(), 1u);
  EXPECT_EQ(layout.marked(1).marks.size(), 0u);
  const auto in_brackets = [&](size_t source) { return "[" + layout.sources()[source].text + "]"; };
  EXPECT_EQ(layout.text(0, in_brackets), "<p>[A dog runs.] [It is old.]</p>\n<p></p>");
}

}  // namespace
}  // namespace dragoman
