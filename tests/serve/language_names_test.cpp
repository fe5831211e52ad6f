#include "serve/language_names.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(LanguageName, IsEnglishWhereTheCodeIsKnown) {
  EXPECT_EQ(language_name("de"), "German");
  EXPECT_EQ(language_name("pt-BR"), "Portuguese (BR)");
  EXPECT_EQ(language_name("xx"), "xx");
  EXPECT_EQ(language_name("xx-YY"), "xx-YY");
}

}  // namespace
}  // namespace dragoman
