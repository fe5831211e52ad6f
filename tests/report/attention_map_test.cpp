#include "dragoman/report/attention_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "report/count.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::Not;

const Alignment small{
    {"ein", "Hund", "</s>"}, {"a", "dög"}, {{0.75, 0.25, 0.0}, {0.004, 1.0, 0.0}}, {}};

TEST(Alignment, IsCompleteWithARowAWordAndAColumnAWord) {
  EXPECT_TRUE(is_complete(small));
  EXPECT_FALSE(is_complete({{}, {}, {}, {}}));
  Alignment row_too_many = small, column_too_few = small, head_of_another = small;
  row_too_many.weights.push_back({0, 0, 1});
  column_too_few.weights[1].pop_back();
  head_of_another.heads = {small.weights, {{1}}};
  for (const Alignment& alignment : {row_too_many, column_too_few, head_of_another}) {
    EXPECT_FALSE(is_complete(alignment));
  }
}

TEST(TerminalMap, HasNumbersWithoutTrueColour) {
  EXPECT_EQ(terminal_map(small, {.true_colour = false, .columns = 80}),
            "        H  <\n"
            "     e  u  /\n"
            "     i  n  s\n"
            "     n  d  >\n"
            "  a 75 25  ·\n"
            "dög  · ##  ·\n");
}

TEST(TerminalMap, ColoursItsCellsOnRequest) {
  const std::string map = terminal_map(small, {.true_colour = true, .columns = 80});
  EXPECT_EQ(count(map, "\x1b[48;2;"), 6u);
  EXPECT_THAT(map, HasSubstr("\x1b[48;2;253;231;37m"));  // the whole weight
}

TEST(TerminalMap, CutsLongWords) {
  const std::string letters = "abcdefghijklmnopqrstuvw";  // 23
  const Alignment of_24{{"s"}, {letters + "x"}, {{1}}, {}},
      of_25{{"s"}, {letters + "xy"}, {{1}}, {}};
  const TerminalStyle style{.true_colour = false, .columns = 80};
  EXPECT_THAT(terminal_map(of_24, style), HasSubstr("\n" + letters + "x ##"));
  EXPECT_THAT(terminal_map(of_25, style), HasSubstr("\n" + letters + "… ##"));
}

TEST(TerminalMap, GoesOnBelowWhereTheTerminalEnds) {
  const Alignment wide{{"a", "b", "c", "d", "e", "</s>"}, {"x"}, {{0, 0, 0, 0, 1, 0}}, {}};
  const std::string map = terminal_map(wide, {.true_colour = false, .columns = 14});
  EXPECT_EQ(map,
            "   a  b  c  d\n"
            "x  ·  ·  ·  ·\n"
            "\n"
            "      <\n"
            "      /\n"
            "      s\n"
            "   e  >\n"
            "x ##  ·\n");
}

TEST(SvgMap, ShowsEveryWeightAndEscapesWords) {
  const std::string svg = svg_map(small);
  EXPECT_EQ(count(svg, "class=\"cell c"), 6u);
  EXPECT_THAT(svg, HasSubstr("<title>ein → a: 0.750</title>"));
  EXPECT_THAT(svg, HasSubstr("&lt;/s&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("</s>")));
  EXPECT_EQ(svg.rfind("<svg xmlns=", 0), 0u);
}

TEST(SvgMap, LeavesRoomForTheLabels) {
  // The longest target word has 3 letters of 7.6 pixels, the longest source word 4, at 45 degrees.
  const std::string svg = svg_map(small);
  EXPECT_THAT(svg, HasSubstr("width=\"349\" height=\"175\" viewBox=\"0 0 349 175\""));
  EXPECT_THAT(svg, HasSubstr("<rect class=\"cell c0\" x=\"39\" y=\"75\" width=\"29\" "
                             "height=\"29\" fill-opacity=\"0.750\">"));
  EXPECT_THAT(svg, HasSubstr("<rect class=\"cell c2\" x=\"99\" y=\"105\" width=\"29\" "
                             "height=\"29\" fill-opacity=\"0.000\">"));
  EXPECT_THAT(svg, HasSubstr("<rect class=\"field\" x=\"37.8\" y=\"74.5\" width=\"91.0\" "
                             "height=\"61.0\"/>"));
  EXPECT_THAT(svg, HasSubstr("<rect class=\"scale\" x=\"52.8\" y=\"151.5\" width=\"10\""));
  EXPECT_THAT(svg, HasSubstr("x=\"30.8\" y=\"67.5\" text-anchor=\"end\">target ↓</text>"));
  EXPECT_THAT(svg, HasSubstr("x=\"168.8\" y=\"163.5\">100 %"));
  EXPECT_THAT(svg, HasSubstr("y=\"67.5\" transform=\"rotate(-45 56.8 67.5)\">ein</text>"));
  EXPECT_THAT(svg, HasSubstr("<text class=\"value on\" x=\"53.8\" y=\"94.1\">75</text>"));
  EXPECT_THAT(svg, HasSubstr("<text x=\"30.8\" y=\"95.0\" text-anchor=\"end\">a</text>"));
}

TEST(SvgMap, PutsEachCellUnderItsWord) {
  const std::string svg = svg_map(small);
  constexpr double left = 38.8, top = 75.496, cell = 30;
  for (size_t s = 0; s < 3; ++s) {
    const double x = left + cell * static_cast<double>(s);
    EXPECT_THAT(svg,
                HasSubstr(fmt::format("<text class=\"c{}\" x=\"{:.1f}\" y=\"67.5\"", s, x + 18)));
    for (size_t t = 0; t < 2; ++t) {
      const double y = top + cell * static_cast<double>(t), weight = small.weights[t][s];
      EXPECT_THAT(svg, HasSubstr(fmt::format("<rect class=\"cell c{}\" x=\"{:.0f}\" y=\"{:.0f}\" "
                                             "width=\"29\" height=\"29\" fill-opacity=\"{:.3f}\">",
                                             s, x, y, weight)));
      const std::string number =
          fmt::format("x=\"{:.1f}\" y=\"{:.1f}\">{:.0f}</text>", x + 15, y + 18.6, 100 * weight);
      EXPECT_EQ(count(svg, number), weight < 0.05 ? 0u : 1u) << number;
    }
  }
  for (int step = 0; step <= 10; ++step) {
    EXPECT_THAT(svg,
                HasSubstr(fmt::format("<rect class=\"scale\" x=\"{:.1f}\" y=\"151.5\" width=\"10\" "
                                      "height=\"14\" fill-opacity=\"{:.1f}\"/>",
                                      left + 14 + 10 * step, 0.1 * step)));
  }
  EXPECT_EQ(count(svg, "class=\"scale\""), 11u);
  EXPECT_EQ(count(svg, "<g class=\"row\">"), 2u);
}

TEST(SvgMap, IsAsWideAsItsWords) {
  Alignment wide{std::vector<std::string>(20, "ab"), {"a"}, {std::vector<double>(20, 0.05)}, {}};
  // 1 letter and twice 8 pixels, 20 cells of 30, 2 letters at 45 degrees and 8.
  EXPECT_THAT(svg_map(wide), HasSubstr("width=\"642\" height=\"135\""));
}

TEST(SvgMap, SaysItsAxesScaleAndWeights) {
  const std::string svg = svg_map(small);
  EXPECT_THAT(svg, HasSubstr(">source →</text>"));
  EXPECT_THAT(svg, HasSubstr(">target ↓</text>"));
  EXPECT_THAT(svg, HasSubstr("100 % of the attention"));
  EXPECT_THAT(svg, HasSubstr(">75</text>"));
  EXPECT_EQ(count(svg, "class=\"value"), 3u);  // 0.004 is negligible
  EXPECT_THAT(svg, HasSubstr("svg:has(.c2:hover)"));
  EXPECT_THAT(svg, Not(HasSubstr("svg:has(.c3:hover)")));
}

TEST(ThumbnailMap, HasItsCellsAndNoWords) {
  const std::string svg = thumbnail_map(small, 7);
  EXPECT_EQ(count(svg, "class=\"cell\""), 6u);
  EXPECT_THAT(svg, HasSubstr("width=\"21\" height=\"14\" viewBox=\"0 0 3 2\""));
  EXPECT_THAT(svg, Not(HasSubstr("<text")));
}

TEST(SvgMap, WritesLightOnDarkCells) {
  const Alignment map{{"a", "b"}, {"c"}, {{0.55, 0.56}}, {}};
  EXPECT_EQ(count(svg_map(map), "class=\"value\""), 1u);
  EXPECT_EQ(count(svg_map(map), "class=\"value on\""), 1u);
}

TEST(SvgMap, PutsHeadsSideBySide) {
  Alignment heads = small;
  heads.heads = {small.weights, small.weights};
  const std::string svg = svg_map(heads);
  EXPECT_EQ(count(svg, "class=\"cell c"), 18u);
  EXPECT_THAT(svg, HasSubstr("head 2"));
  // Three panels of 349 pixels, 36 apart.
  EXPECT_THAT(svg, HasSubstr("width=\"1118\" height=\"175\""));
  EXPECT_EQ(count(svg, "<g transform=\"translate("), 3u);
  for (const char* at : {"translate(0.0 0)", "translate(384.8 0)", "translate(769.6 0)"}) {
    EXPECT_EQ(count(svg, at), 1u) << at;
  }
  EXPECT_THAT(svg, HasSubstr(">mean of the heads</text>"));
  EXPECT_THAT(svg_map(small), HasSubstr(">attention</text>"));
}

TEST(HtmlMap, IsSelfContained) {
  const std::string page = html_map(small);
  EXPECT_THAT(page, HasSubstr("<!DOCTYPE html>"));
  EXPECT_EQ(count(page, "class=\"cell c"), 6u);
  for (const char* outside : {"http:", "https:", "src=", "href=", "@import"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

}  // namespace
}  // namespace dragoman
