#include "serve/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/config/names.h"
#include "serve/messages.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string wrong_json(const std::string& body) {
  return complaint([&] { Fields::of_json(body); });
}

TEST(Fields, AreThoseOfAJsonObject) {
  const Fields fields = Fields::of_json(
      R"({"q": ["a", "ü"], "n": 3, "x": 0.5, "on": true, "none": null, "in": {"k": 2}})");
  EXPECT_THAT(fields.texts("q")->items, ElementsAre("a", "ü"));
  EXPECT_TRUE(fields.texts("q")->is_array);
  EXPECT_EQ(fields.integer("n", {0, 5}), 3);
  EXPECT_EQ(fields.number("x", {0, 1}), 0.5);
  EXPECT_EQ(fields.number("n", {0, 5}), 3);
  EXPECT_TRUE(fields.flag("on"));
  EXPECT_FALSE(fields.has("none"));
  EXPECT_FALSE(fields.integer("absent", {0, 5}));
  EXPECT_EQ(fields.object("in")->integer("k", {0, 5}), 2);
}

TEST(Fields, SayWhatIsWrongWithABody) {
  EXPECT_THAT(wrong_json("{\"q\": "), HasSubstr("body: not JSON at byte 7"));
  EXPECT_THAT(wrong_json(""), HasSubstr("body: not JSON"));
  EXPECT_THAT(wrong_json("[1]"), HasSubstr("body: got [1], expected an object"));
  EXPECT_THAT(wrong_json("{\"q\": \"\xff\"}"), HasSubstr("body: byte 7 (0xff)"));
  EXPECT_THAT(wrong_json("{\"q\": 1e999}"), HasSubstr("number"));
  EXPECT_THAT(wrong_json("{\"q\": \"\\ud800\"}"), HasSubstr("not JSON"));
  for (const std::string& behind : {std::string(), std::string(200'000, ']')}) {
    EXPECT_THAT(wrong_json(std::string(200'000, '[') + behind), HasSubstr("in each other"));
    EXPECT_THAT(wrong_json("{\"q\": " + std::string(200'000, '[') + behind + "}"),
                HasSubstr("in each other"));
  }
}

TEST(Fields, SayWhatIsWrongWithAValue) {
  const Fields fields = Fields::of_json(
      R"({"s": 1, "n": 1.5, "big": 1e30, "t": ["a", 2], "f": "yes", "e": "gnm", "in": {"k": 9}})");
  EXPECT_EQ(complaint([&] { fields.text("s"); }), "s: got 1, expected a string");
  EXPECT_EQ(complaint([&] {
              fields.integer("n", {1, 9});
            }),
            "n: got 1.5, expected an integer from 1 to 9");
  EXPECT_THAT(complaint([&] { fields.integer("big", {1, 9}); }), HasSubstr("an integer from 1"));
  EXPECT_THAT(complaint([&] { fields.number("s", {2, 9}); }), HasSubstr("a number from 2 to 9"));
  EXPECT_THAT(complaint([&] { fields.texts("t"); }), HasSubstr("a string or an array of strings"));
  EXPECT_THAT(complaint([&] { fields.flag("f"); }), HasSubstr("true or false"));
  EXPECT_EQ(complaint([&] { fields.choice<LengthPenalty>("e"); }),
            "e: got \"gnm\", expected one of none, average, gnmt");
  EXPECT_THAT(complaint([&] {
                fields.object("in")->integer("k", {1, 5});
              }),
              HasSubstr("in.k: got 9"));
  EXPECT_THAT(complaint([&] { fields.pairs("in"); }), HasSubstr("an object of strings"));
}

TEST(Fields, ShowAWrongValueOnOneShortLine) {
  const Fields fields = Fields::of_json("{\"n\": \"" + std::string(500, 'x') + "\\n\"}");
  const std::string message = complaint([&] { fields.integer("n", {1, 9}); });
  EXPECT_LT(message.size(), 120u);
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(Fields, NameTheNearestOfAnUnknownOne) {
  const Fields fields = Fields::of_json(R"({"beam_sise": 3})");
  EXPECT_EQ(complaint([&] {
              fields.allow_only({"beam_size", "text"});
            }),
            "unknown field \"beam_sise\"; did you mean 'beam_size'?");
}

TEST(Fields, OfAFormAreTextsAndNumbersInThem) {
  const Fields fields = Fields::of_form("q=a+b&q=%C3%BC&n=3&x=0.5&on=true&bad=3x");
  EXPECT_THAT(fields.texts("q")->items, ElementsAre("a b", "ü"));
  EXPECT_EQ(fields.integer("n", {0, 5}), 3);
  EXPECT_EQ(fields.number("x", {0, 1}), 0.5);
  EXPECT_TRUE(fields.flag("on"));
  EXPECT_THAT(complaint([&] { fields.integer("bad", {0, 5}); }), HasSubstr("bad: got \"3x\""));
  EXPECT_THAT(complaint([&] { Fields::of_form("q=%FF"); }),
              HasSubstr("field \"q\": byte 0 (0xff)"));
}

}  // namespace
}  // namespace dragoman
