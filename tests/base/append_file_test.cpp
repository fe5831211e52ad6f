#include "dragoman/base/append_file.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/small_disk.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(AppendFile, GoesOnAtTheEndOfWhatIsThere) {
  const fs::path path = fs::path(testing::TempDir()) / "append_file.txt";
  std::ofstream(path) << "one\n";
  {
    AppendFile file(path);
    EXPECT_TRUE(file.write("two\n"));
    EXPECT_EQ(text_of(path), "one\ntwo\n");
  }
}

TEST(AppendFile, WritesWhatAFullDiskRefusedOnceThereIsRoom) {
  const fs::path path = fs::path(testing::TempDir()) / "append_file_full.txt";
  fs::remove(path);
  AppendFile file(path);
  {
    const SmallDisk disk(6);
    EXPECT_TRUE(file.write("one\n"));
    EXPECT_FALSE(file.write("two\n"));
    EXPECT_FALSE(file.write("three\n"));
    EXPECT_THAT(file.reason(), testing::HasSubstr("large"));
    EXPECT_THROW(file.finish(), Error);
  }
  EXPECT_TRUE(file.write("four\n"));
  EXPECT_EQ(text_of(path), "one\ntwo\nthree\nfour\n");
}

TEST(AppendFile, WritesAtItsEndWhatWasRefused) {
  const fs::path path = fs::path(testing::TempDir()) / "append_file_end.txt";
  fs::remove(path);
  {
    AppendFile file(path);
    const SmallDisk disk(1);
    EXPECT_FALSE(file.write("one\n"));
  }
  EXPECT_EQ(text_of(path), "one\n");
}

TEST(AppendFile, IsNoFolder) {
  EXPECT_THROW(AppendFile{fs::path(testing::TempDir())}, Error);
}

}  // namespace
}  // namespace dragoman
