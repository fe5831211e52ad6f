#include "base/temporary_file.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class Temporary : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  std::set<std::string> names() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
  void touch(const std::string& name) { std::ofstream(folder_ / name) << "text"; }
  fs::path folder_;
};

TEST_F(Temporary, HasARandomNameAndLeavesNothingUnlessRenamed) {
  {
    const TemporaryFile one(folder_ / "f"), two(folder_ / "f");
    ASSERT_EQ(names().size(), 2u);
    for (const std::string& name : names()) {
      EXPECT_EQ(name.substr(0, 8), ".f.tmp-" + name.substr(7, 1));
      EXPECT_EQ(name.size(), 15u);
    }
  }
  EXPECT_EQ(names(), std::set<std::string>());
  TemporaryFile(folder_ / "f").rename();
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

TEST_F(Temporary, LeavesTheTargetWhenItCannotBeRenamed) {
  fs::create_directories(folder_ / "f/g");
  TemporaryFile file(folder_ / "f");
  EXPECT_THROW(file.rename(), Error);
  EXPECT_TRUE(fs::is_directory(folder_ / "f/g"));
}

TEST_F(Temporary, FitsBesideTheLongestName) {
  const std::string longest(255, 'x');
  TemporaryFile(folder_ / longest).rename();
  EXPECT_EQ(names(), std::set<std::string>{longest});
}

TEST_F(Temporary, LeftOverIsRemovedAndNothingElse) {
  const std::set<std::string> others = {
      "f", "f.tmp-abcdefgh", ".f.tmp-abcdefg", ".f.tmp-a.cdefgh", ".tmp-abcdefgh", ".f.tmp1234"};
  for (const std::string& name : others) touch(name);
  std::set<std::string> kept = others;
  fs::create_directory(folder_ / ".folder.tmp-abcdefgh");
  fs::create_symlink("f", folder_ / ".link.tmp-abcdefgh");
  kept.insert({".folder.tmp-abcdefgh", ".link.tmp-abcdefgh"});
  touch(".f.tmp-abcdefgh");
  touch(".best.safetensors.tmp-01234567");
  remove_left_over(folder_);
  EXPECT_EQ(names(), kept);
  remove_left_over(folder_ / "missing");
}

TEST_F(Temporary, IsNotLeftOverWhileItIsWritten) {
  write_atomically(folder_ / "f", [&](std::ostream& out) {
    out << "whole";
    remove_left_over(folder_);
    EXPECT_EQ(names().size(), 1u);
  });
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

}  // namespace
}  // namespace dragoman
