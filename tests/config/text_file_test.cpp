#include "config/text_file.h"

#include <fstream>

#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

const fs::path file = fs::path(testing::TempDir()) / "dragoman_text_file.toml";

std::string refusal(const fs::path& path) {
  return message_of([&] { read_text_file(path); });
}

TEST(TextFile, IsReadWhole) {
  const std::string text = std::string("a\0b\r\n", 5) + "c";
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(read_text_file(file), text);
}

TEST(TextFile, HasAMebibyteAtMost) {
  const std::string text(1 << 20, 'x');
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(read_text_file(file), text);
  std::ofstream(file, std::ios::app) << "x";
  EXPECT_EQ(refusal(file), file.string() + ": over 1048576 bytes long, expected a TOML file");
}

TEST(TextFile, SaysWhyItCannotBeRead) {
  const fs::path folder = testing::TempDir();
  EXPECT_EQ(refusal(folder), folder.string() + ": got a directory, expected a TOML file");
  EXPECT_EQ(refusal("no/such.toml"), "no/such.toml: cannot read: No such file or directory");
}

}  // namespace
}  // namespace dragoman
