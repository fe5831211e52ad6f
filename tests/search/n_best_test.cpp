#include "dragoman/search/n_best.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(NBest, LinesAreThoseOfMoses) {
  EXPECT_EQ(n_best_line(3, "Ein Hund .", -0.53125), "3 ||| Ein Hund . ||| -0.531250");
}

TEST(NBest, WhatWasWrittenIsRead) {
  const auto entries = parse_n_best({n_best_line(0, "Ein | Hund", -1), n_best_line(2, "", -2),
                                     "1 ||| a", "1 ||| a ||| lm=1 tm=2 ||| -3"},
                                    3, "list");
  ASSERT_EQ(entries.size(), 4);
  EXPECT_EQ(entries[0].index, 0);
  EXPECT_EQ(entries[0].text, "Ein | Hund");
  EXPECT_EQ(entries[1].index, 2);
  EXPECT_EQ(entries[1].text, "");
  EXPECT_EQ(entries[2].text, "a");
  EXPECT_EQ(entries[3].text, "a");
}

TEST(NBest, OtherLinesAreRefusedWithTheirNumber) {
  for (const char* line : {"", "text", "x ||| text", "-1 ||| text", "1x ||| text", " ||| text"}) {
    EXPECT_THAT(
        [&] {
          parse_n_best({"0 ||| a", line}, 2, "list");
        },
        ThrowsMessage<InputError>(HasSubstr("list: line 2 is '")))
        << line;
  }
  EXPECT_THAT([] { parse_n_best({"2 ||| a"}, 2, "list"); },
              ThrowsMessage<InputError>(HasSubstr("line 1 is of source line 2, but there are 2")));
}

}  // namespace
}  // namespace dragoman
