#include "config/value_text.h"

#include <cstdint>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(ValueText, IsShort) {
  EXPECT_EQ(value_text(1e-3), "0.001");
  EXPECT_EQ(value_text(1e-4), "0.0001");
  EXPECT_EQ(value_text(0.1), "0.1");
  EXPECT_EQ(value_text(1e-8), "1e-08");
  EXPECT_EQ(value_text(true), "true");
  EXPECT_EQ(value_text(int64_t{-7}), "-7");
  EXPECT_EQ(value_text(DeviceKind::automatic), "\"auto\"");
}

TEST(ValueText, KeepsAWholeNumberAFloat) {
  EXPECT_EQ(value_text(0.0), "0.0");
  EXPECT_EQ(value_text(100000.0), "100000.0");
}

TEST(ValueText, IsTheExactDouble) {
  for (const double value :
       {1.0 / 3, 0.1 + 0.2, 5e-324, 1e-5, 123456789.123, 1e15, 1e22,
        std::numeric_limits<double>::max(), std::numeric_limits<double>::min()}) {
    EXPECT_EQ(std::strtod(value_text(value).c_str(), nullptr), value) << value_text(value);
  }
}

TEST(ValueText, OfAListIsItsOneValueOrAll) {
  EXPECT_EQ(value_text(std::vector<std::string>{}), "[]");
  EXPECT_EQ(value_text(std::vector<std::string>{"a"}), "\"a\"");
  EXPECT_EQ(value_text(std::vector<double>{1, 0.5}), "[1.0, 0.5]");
  EXPECT_EQ(value_text(DeviceChoice{DeviceKind::cuda, 1}), "\"cuda:1\"");
}

TEST(ValueText, EscapesWhatTomlRequires) {
  EXPECT_EQ(value_text(std::string("a\"b\\c\nd\te\x7f")), R"("a\"b\\c\u000ad\u0009e\u007f")");
  EXPECT_EQ(value_text(std::string("Übersetzung")), "\"Übersetzung\"");
}

TEST(OneLine, LeavesNoControlCharacter) {
  EXPECT_EQ(one_line("a \"quoted\"\nline\\"), "a \"quoted\"\\u000aline\\");
}

}  // namespace
}  // namespace dragoman
