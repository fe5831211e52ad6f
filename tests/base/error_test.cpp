#include "dragoman/base/error.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Suggestion, NamesTheNearestValidName) {
  EXPECT_EQ(suggestion("genral", {"dot", "general", "additive"}), "; did you mean 'general'?");
}

TEST(Suggestion, ListsAllWhenNoneIsNear) {
  EXPECT_EQ(suggestion("transformer", {"dot", "general"}), "; valid: dot, general");
}

TEST(Nearest, IsOneTypingErrorAway) {
  EXPECT_EQ(nearest("genral", {"dot", "general"}), "general");
  EXPECT_EQ(nearest("transformer", {"dot", "general"}), std::nullopt);
  EXPECT_EQ(nearest("gur", {"lstm", "gru"}), "gru") << "a swap is one error";
  EXPECT_EQ(nearest("pbe", {"unigram", "bpe"}), "bpe") << "at the beginning, too";
  EXPECT_EQ(nearest("dot", {}), std::nullopt);
}

TEST(Nearest, IsTheOneNameThatBeginsSo) {
  EXPECT_EQ(nearest("--beam", {"--beam-size", "--batch-size"}), "--beam-size");
  EXPECT_EQ(nearest("--length", {"--length-bounds", "--length-normalization"}), std::nullopt);
  EXPECT_EQ(nearest("g", {"general", "dot"}), std::nullopt) << "a letter tells nothing";
}

TEST(Failure, CarriesTheFormattedMessageAndItsKind) {
  EXPECT_THROW(fail_input("{} lines", 3), InputError);
  try {
    fail("got {}, expected {}", 1, 2);
  } catch (const InputError&) {
    FAIL() << "an internal failure is not the user's";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "got 1, expected 2");
  }
}

}  // namespace
}  // namespace dragoman
