#include "dragoman/base/module.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(OpenModule, GivesTheFunctionOfThatName) {
  const auto cosine = reinterpret_cast<double (*)(double)>(open_module("libm.so.6", "cos"));
  EXPECT_EQ(cosine(0.5), std::cos(0.5));
}

TEST(OpenModule, SaysWhichFileIsMissingAndWhatToDo) {
  EXPECT_THAT(
      [] { open_module("libnowhere.so", "entry"); },
      ThrowsMessage<Error>(AllOf(HasSubstr("cannot load libnowhere.so"), HasSubstr("RPATH"))));
}

TEST(OpenModule, SaysWhichNameTheFileLacks) {
  EXPECT_THAT([] { open_module("libm.so.6", "no_such_entry"); },
              ThrowsMessage<Error>(HasSubstr("no_such_entry")));
}

}  // namespace
}  // namespace dragoman
