#include "serve/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Form, FieldsComeInOrderAndUnescaped) {
  EXPECT_THAT(parse_form("q=A+dog%2C+too&source=en&q=b"),
              ElementsAre(Pair("q", "A dog, too"), Pair("source", "en"), Pair("q", "b")));
}

TEST(Form, OddOnesAreTakenAsTheUrlStandardSays) {
  EXPECT_THAT(parse_form(""), IsEmpty());
  EXPECT_THAT(parse_form("&&a"), ElementsAre(Pair("a", "")));
  EXPECT_THAT(parse_form("a==b"), ElementsAre(Pair("a", "=b")));
  EXPECT_THAT(parse_form("a=100%&b=%zz%4"), ElementsAre(Pair("a", "100%"), Pair("b", "%zz%4")));
  EXPECT_THAT(parse_form("a=%-1"), ElementsAre(Pair("a", "%-1")));
}

}  // namespace
}  // namespace dragoman
