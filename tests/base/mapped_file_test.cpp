#include "dragoman/base/mapped_file.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

const fs::path path = fs::path(testing::TempDir()) / "mapped";

std::string text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST(MappedFile, HasTheBytesOfTheFile) {
  const std::string text(100'000, 'x');
  std::ofstream(path) << text;
  MappedFile file(path);
  EXPECT_EQ(text_of(file), text);
  file.forget();
  EXPECT_EQ(text_of(file), text);
  const MappedFile moved(std::move(file));
  fs::remove(path);
  EXPECT_EQ(text_of(moved), text);
}

TEST(MappedFile, MayBeEmpty) {
  std::ofstream(path) << "";
  EXPECT_TRUE(MappedFile(path).bytes().empty());
}

TEST(MappedFile, IsAFile) {
  EXPECT_THROW(MappedFile(path / "none"), InputError);
  EXPECT_THROW(MappedFile(fs::path(testing::TempDir())), InputError);
}

}  // namespace
}  // namespace dragoman
