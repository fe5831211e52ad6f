#include "dragoman/text/markup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> opened(const std::vector<Mark>& marks) {
  std::vector<std::string> all;
  for (const Mark& mark : marks) all.push_back(mark.open);
  return all;
}

TEST(TakeOutMarkup, AnElementHoldsWhatIsBetweenItsTags) {
  const MarkedText marked = take_out_markup("A <b class=\"x\">big <i>red</i></b> dog.");
  EXPECT_EQ(marked.text, "A big red dog.");
  ASSERT_EQ(marked.marks.size(), 1u);
  const Mark& bold = marked.marks[0];
  EXPECT_EQ(bold.open, "<b class=\"x\">");
  EXPECT_EQ(bold.close, "</b>");
  EXPECT_EQ(marked.text.substr(bold.begin, bold.end - bold.begin), "big red");
  EXPECT_TRUE(bold.space_before);
  ASSERT_EQ(bold.inner.size(), 1u);
  EXPECT_EQ(marked.text.substr(bold.inner[0].begin, 3), "red");
}

TEST(TakeOutMarkup, FindsPlaceholdersOfManyKinds) {
  for (const std::string mark :
       {"{0}", "{name}", "{{name}}", "${name}", "{n, plural, one {#}}", "%s", "%1$d", "%.2f",
        "%(name)s", "<br/>", "<br>", "<!-- a < b -->", "<x:y-z w='1'>", "&euro;",
        "<img alt=\"a > b\">"}) {
    const MarkedText marked = take_out_markup("one " + mark + " two");
    EXPECT_EQ(marked.text, "one two") << mark;
    EXPECT_THAT(opened(marked.marks), ElementsAre(mark));
    EXPECT_FALSE(marked.marks[0].is_element());
  }
}

TEST(TakeOutMarkup, LeavesWhatOnlyLooksLikeIt) {
  for (const std::string text : {"1 < 2 and 3 > 2", "50% der", "100%", "a & b; c", "} {", "<3",
                                 "%sure", "< b>", "{open", "a <b", "&;", "$5"}) {
    const MarkedText marked = take_out_markup(text);
    EXPECT_EQ(marked.text, text);
    EXPECT_THAT(marked.marks, IsEmpty()) << text;
  }
}

TEST(TakeOutMarkup, TagsWithoutPartnerAreMarksOfTheirOwn) {
  const MarkedText marked = take_out_markup("a </i> <b> c <u>d</b> e</u>");
  EXPECT_EQ(marked.text, "a c d e");
  EXPECT_THAT(opened(marked.marks), ElementsAre("</i>", "<b>", "</u>"));
  EXPECT_TRUE(marked.marks[1].is_element());
  EXPECT_THAT(opened(marked.marks[1].inner), ElementsAre("<u>"));
  EXPECT_FALSE(marked.marks[1].inner[0].is_element());
}

TEST(TakeOutMarkup, ReferencesBecomeCharacters) {
  const MarkedText marked = take_out_markup("Tom &amp; Jerry &lt;3 &#8364;&#x20ac; &#xD800;");
  EXPECT_EQ(marked.text, "Tom & Jerry <3 €€");
  EXPECT_TRUE(marked.has_references);
  EXPECT_THAT(opened(marked.marks), ElementsAre("&#xD800;"));
  EXPECT_FALSE(take_out_markup("Tom & Jerry").has_references);
}

TEST(TakeOutMarkup, WordsStayApartAndStopsStayBehindTheirWord) {
  EXPECT_EQ(take_out_markup("one<br/>two").text, "one two");
  EXPECT_EQ(take_out_markup("un<b>break</b>able").text, "unbreakable");
  EXPECT_EQ(take_out_markup("Hello {name}!").text, "Hello!");
  EXPECT_EQ(take_out_markup("<p> Hello </p>").text, "Hello");
  EXPECT_EQ(take_out_markup("{a} {b}").text, "");
}

TEST(TakeOutMarkup, AStopThatTakesASpaceTakesTheMarksBehindItAlong) {
  const MarkedText marked = take_out_markup("a <b> <br>; c</b>");
  EXPECT_EQ(marked.text, "a; c");
  ASSERT_EQ(marked.marks.size(), 1u);
  EXPECT_EQ(marked.marks[0].begin, 1u);
  EXPECT_EQ(marked.marks[0].end, 4u);
  ASSERT_EQ(marked.marks[0].inner.size(), 1u);
  EXPECT_EQ(marked.marks[0].inner[0].begin, 1u);
}

TEST(TakeOutMarkup, AnyDepthAndAnyBytesAreTaken) {
  std::string deep;
  for (int level = 0; level < 5000; ++level) deep += "<b>";
  deep += "x\xff";
  for (int level = 0; level < 5000; ++level) deep += "</b>";
  const MarkedText marked = take_out_markup(deep);
  EXPECT_EQ(marked.text, "x\xff");
}

}  // namespace
}  // namespace dragoman
