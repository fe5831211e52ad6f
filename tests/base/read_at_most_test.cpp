#include "dragoman/base/read_at_most.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(ReadAtMost, GivesAllOfWhatIsShort) {
  for (const std::size_t size : {0, 1, 65535, 65536, 65537, 300000}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 23);
    std::istringstream in(text);
    EXPECT_EQ(read_at_most(in, 300000), text) << size;
  }
}

TEST(ReadAtMost, EndsOneByteBehindTheMost) {
  std::istringstream in("abcdef");
  EXPECT_EQ(read_at_most(in, 3), "abcd");
  std::ifstream endless("/dev/zero", std::ios::binary);
  EXPECT_EQ(read_at_most(endless, 100000).size(), 100001u);
}

}  // namespace
}  // namespace dragoman
