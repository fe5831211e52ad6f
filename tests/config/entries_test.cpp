#include "config/entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string shown(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) {
    text += entry.place + " " + entry.key + " " + entry.shown() + "\n";
  }
  return text;
}

TEST(Entries, KeepTheOrderAndLinesOfTheFile) {
  EXPECT_EQ(shown(parse_entries("[z]\nb = 1\na = 0.5\n\n[a.c]\nx = \"s\"\ny = true\n", "c.toml")),
            "c.toml:1 z table\nc.toml:2 z.b integer 1\nc.toml:3 z.a float 0.5\n"
            "c.toml:5 a table\nc.toml:5 a.c table\nc.toml:6 a.c.x string \"s\"\n"
            "c.toml:7 a.c.y boolean true\n");
}

TEST(Entries, ShowOtherTypesByName) {
  EXPECT_EQ(shown(parse_entries("a = [1]\nb = 2020-01-01\nc = 10:00:00\n", "c")),
            "c:1 a array\nc:2 b date or time\nc:3 c date or time\n");
}

TEST(Entries, DoNotTakeAQuotedKeyForAPath) {
  EXPECT_EQ(parse_entries("\"a.b\" = 1", "c")[0].key, "\"a.b\"");
}

TEST(Entries, AcceptWindowsLinesAndByteOrderMark) {
  EXPECT_EQ(shown(parse_entries("\xef\xbb\xbf# c\r\n[a]\r\nb = 1\r\n", "c")),
            "c:2 a table\nc:3 a.b integer 1\n");
}

TEST(Entries, NameLineColumnAndReasonOfASyntaxError) {
  const auto message = [](std::string_view toml) {
    return message_of([&] { parse_entries(toml, "c.toml"); });
  };
  EXPECT_THAT(message("[a]\nb = [1,\n"), AllOf(StartsWith("c.toml:2:9: "), HasSubstr("array")));
  EXPECT_THAT(message("a =\nb = 1"), AllOf(StartsWith("c.toml:1:4: "), HasSubstr("value")));
  EXPECT_THAT(message("a = 1\na = 2"), AllOf(StartsWith("c.toml:2:5: "), HasSubstr("redefine")));
  EXPECT_THAT(message("a = \"\xff\""), AllOf(StartsWith("c.toml:1:5: "), HasSubstr("utf-8")));
}

TEST(Entries, SurviveAKeyOfManyDots) {
  std::string dots;
  for (int i = 0; i < 50000; ++i) dots += "a.";
  EXPECT_EQ(message_of([&] { parse_entries("[a]\n" + dots + "a = 1", "c.toml"); }),
            "c.toml: got a line of 100005 bytes, expected at most 8192");
  EXPECT_EQ(message_of([&] { parse_override("a={" + dots + "a=1}"); }),
            "--set: got a line of 100007 bytes, expected at most 8192");
  dots.resize(8000);
  EXPECT_EQ(parse_entries("[" + dots + "b]\n" + dots + "b = 1", "c.toml").size(), 17u);
}

TEST(Override, IsTomlOrElseAString) {
  const auto value = [](const std::string& text) { return parse_override("a.b=" + text)[0]; };
  EXPECT_EQ(value("3").shown(), "integer 3");
  EXPECT_EQ(value("1e-3").shown(), "float 0.001");
  EXPECT_EQ(value("false").shown(), "boolean false");
  EXPECT_EQ(value("\"quoted\"").shown(), "string \"quoted\"");
  EXPECT_EQ(value("general").shown(), "string \"general\"");
  EXPECT_EQ(value("data/train.de.gz").shown(), "string \"data/train.de.gz\"");
  EXPECT_EQ(value("a=b#c\\d").shown(), "string \"a=b#c\\\\d\"");
  EXPECT_EQ(value("").shown(), "string \"\"");
  EXPECT_EQ(value("1\nc = 2").shown(), "string \"1\\u000ac = 2\"");
}

TEST(Override, IsItsOwnPlace) {
  const Entry entry = parse_override("a.b=3")[0];
  EXPECT_EQ(entry.key, "a.b");
  EXPECT_EQ(entry.place, "--set a.b=3");
}

TEST(Override, MaySetAWholeSection) {
  EXPECT_EQ(shown(parse_override("a={c=1, b=2}")),
            "--set a={c=1, b=2} a table\n--set a={c=1, b=2} a.c integer 1\n"
            "--set a={c=1, b=2} a.b integer 2\n");
}

TEST(Override, SaysHowItIsWritten) {
  EXPECT_EQ(message_of([] { parse_override("seed"); }),
            "--set seed: expected KEY=VALUE, with the full key, as in section.key=1");
  EXPECT_EQ(message_of([] { parse_override("=3"); }),
            "--set =3: expected KEY=VALUE, with the full key, as in section.key=1");
}

TEST(Override, RejectsABrokenTomlString) {
  EXPECT_THAT(message_of([] { parse_override("a='b"); }), StartsWith("--set a='b: Error"));
}

}  // namespace
}  // namespace dragoman
