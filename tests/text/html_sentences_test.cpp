#include "dragoman/text/html_sentences.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> sentences_of(const std::string& html) {
  std::vector<std::string> sentences;
  for (const HtmlSentence& sentence : divide_html(html).sentences) {
    sentences.push_back(sentence.html);
  }
  return sentences;
}

std::string joined(const HtmlSentences& divided) {
  std::string html;
  for (const auto& [before, sentence] : divided.sentences) html += before + sentence;
  return html + divided.after;
}

TEST(DivideHtml, BlocksStandBetweenSentences) {
  const HtmlSentences divided =
      divide_html("<div>\n<p class='a'>One.</p><P>Two<br/>three</P>\n</div>");
  ASSERT_EQ(divided.sentences.size(), 3u);
  EXPECT_EQ(divided.sentences[0].before, "<div>\n<p class='a'>");
  EXPECT_EQ(divided.sentences[0].html, "One.");
  EXPECT_EQ(divided.sentences[1].before, "</p><P>");
  EXPECT_EQ(divided.sentences[1].html, "Two");
  EXPECT_EQ(divided.sentences[2].before, "<br/>");
  EXPECT_EQ(divided.after, "</P>\n</div>");
}

TEST(DivideHtml, ABlockIsDividedIntoSentences) {
  EXPECT_THAT(sentences_of("<p>One. <b>Two</b> is. Dr. Who &amp; co. Yes!</p>"),
              ElementsAre("One.", "<b>Two</b> is.", "Dr. Who &amp; co.", "Yes!"));
}

TEST(DivideHtml, NoSentenceEndsWithinAnElement) {
  EXPECT_THAT(sentences_of("A <b>dog. It</b> runs. So."),
              ElementsAre("A <b>dog. It</b> runs.", "So."));
  EXPECT_THAT(sentences_of("<b>One.</b> <i>Two.</i>"), ElementsAre("<b>One.</b>", "<i>Two.</i>"));
}

TEST(DivideHtml, ElementsThatHoldAllOfABlockStandAroundItsSentences) {
  const HtmlSentences divided = divide_html("<p><span><a href=x> One. Two. </a></span></p>");
  ASSERT_EQ(divided.sentences.size(), 2u);
  EXPECT_EQ(divided.sentences[0].before, "<p><span><a href=x> ");
  EXPECT_EQ(divided.sentences[1].html, "Two.");
  EXPECT_EQ(divided.after, " </a></span></p>");
  EXPECT_THAT(sentences_of("<b>One.</b> <b>Two.</b>"), ElementsAre("<b>One.</b>", "<b>Two.</b>"));
}

TEST(DivideHtml, ALineBreakIsASpace) {
  EXPECT_THAT(sentences_of("The old\nteacher <a\nhref=x>reads</a>."),
              ElementsAre("The old\nteacher <a\nhref=x>reads</a>."));
}

TEST(DivideHtml, WhatIsNoLanguageIsLeftAlone) {
  EXPECT_THAT(
      sentences_of("<!DOCTYPE html><style>p { a. B }</style><script>if (a < b) x();</script>"
                   "<!-- One. Two. --><p>Three.</p><pre>int a;</pre>"),
      ElementsAre("Three."));
  EXPECT_THAT(sentences_of("<script>never ends. Two."), IsEmpty());
  EXPECT_THAT(sentences_of(" <b></b>\n"), IsEmpty());
  EXPECT_THAT(sentences_of(""), IsEmpty());
}

TEST(DivideHtml, ATextThatIsNoHtmlIsOneOfSentences) {
  EXPECT_THAT(sentences_of("1 < 2. And <b too. a <! b"),
              ElementsAre("1 < 2.", "And <b too. a <! b"));
  EXPECT_THAT(sentences_of("\xff a. B"), ElementsAre("\xff a. B"));
  EXPECT_THAT(sentences_of("你好。<b>再见。</b>"), ElementsAre("你好。", "<b>再见。</b>"));
}

TEST(DivideHtml, LeavesNothingOut) {
  const std::vector<std::string> parts = {
      "<p>",  "</p>", "<b>",           "</b>", "One. ", "two ",  "\n",     "&lt;", "&x;",
      "<br>", "。",   "<!-- a. B -->", "<",    ">",     "<pre>", "</pre>", "{0}",  "<a b='>. C'>"};
  std::mt19937 random(1);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string html;
    for (size_t part = random() % 12; part > 0; --part) html += parts[random() % parts.size()];
    EXPECT_EQ(joined(divide_html(html)), html);
  }
}

}  // namespace
}  // namespace dragoman
