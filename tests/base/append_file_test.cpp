#include "dragoman/base/append_file.h"

#include <csignal>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// While it lives no file may grow beyond so many bytes, as on a full disk.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

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

TEST(AppendFile, IsNoFolder) {
  EXPECT_THROW(AppendFile{fs::path(testing::TempDir())}, Error);
}

}  // namespace
}  // namespace dragoman
