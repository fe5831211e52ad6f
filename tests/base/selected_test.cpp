#include "dragoman/base/selected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Selected, TakesTheItemsInOrder) {
  EXPECT_THAT(selected(std::vector<int>{5, 6, 7}, {2, 0}), testing::ElementsAre(7, 5));
}

}  // namespace
}  // namespace dragoman
