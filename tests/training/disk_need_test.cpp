#include "dragoman/training/disk_need.h"

#include <gmock/gmock.h>

#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

TEST(DiskNeed, IsTheBestModelTheKeptCheckpointsAndTheOneBeingWritten) {
  EXPECT_EQ(disk_need(10, 30, 2, 100), 10 + 3 * 30);
  EXPECT_EQ(disk_need(10, 30, 2, 2), 10 + 2 * 30);
  EXPECT_EQ(disk_need(10, 30, 1'000'000, 5), 10 + 5 * 30);
}

using FreeSpace = Scratch;

TEST_F(FreeSpace, IsThatOfTheFolderThatWouldHoldIt) {
  EXPECT_GT(free_space(directory_ / "to" / "be" / "made"), 0);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "to"));
  EXPECT_GT(free_space("relative"), 0);
}

TEST(CheckSpace, RefusesARunThatWouldFillTheDisk) {
  check_space(100, 100, "runs/mine");
  const std::string message = input_error([] { check_space(3 << 20, 1 << 20, "runs/mine"); });
  EXPECT_THAT(message, HasSubstr("about 3.0 MiB"));
  EXPECT_THAT(message, HasSubstr("1.0 MiB are free for runs/mine"));
}

}  // namespace
}  // namespace dragoman
