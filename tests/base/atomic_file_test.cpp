#include "dragoman/base/atomic_file.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(testing::TempDir()) /
                 testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  size_t entries() {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }
  fs::path directory_;
};

TEST_F(AtomicFile, ReplacesTheWholeFile) {
  write_atomically(directory_ / "f", [](auto& out) { out << "first and long"; });
  write_atomically(directory_ / "f", [](auto& out) { out << "second"; });
  EXPECT_EQ(read(directory_ / "f"), "second");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, KeepsTheOldFileWhenWritingThrows) {
  write_atomically(directory_ / "f", [](auto& out) { out << "old"; });
  EXPECT_THROW(write_atomically(directory_ / "f",
                                [](auto& out) {
                                  out << "half";
                                  fail("no more");
                                }),
               Error);
  EXPECT_EQ(read(directory_ / "f"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, NamesThePathItCannotWrite) {
  try {
    write_atomically(directory_ / "missing" / "f", [](auto&) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("missing/f"), std::string::npos);
  }
}

}  // namespace
}  // namespace dragoman
