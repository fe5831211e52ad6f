#include "base/memory_limit.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class MemoryLimit : public testing::Test {
 protected:
  MemoryLimit() { fs::remove_all(root_); }

  void write(const fs::path& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text << '\n';
  }

  std::optional<int64_t> of(const std::string& list) {
    std::istringstream in(list);
    return memory_limit(in, root_);
  }

  const fs::path root_ = fs::path(testing::TempDir()) / "dragoman_groups";
};

TEST_F(MemoryLimit, IsTheLeastOfTheGroupAndThoseAboveIt) {
  write("a/memory.max", "5000");
  write("a/b/memory.max", "max");
  write("a/b/c/memory.max", "7000");
  EXPECT_EQ(of("0::/a/b/c\n"), 5000);
  write("a/b/memory.max", "300");
  EXPECT_EQ(of("0::/a/b/c\n"), 300);
  EXPECT_EQ(of("0::/a\n"), 5000);
}

TEST_F(MemoryLimit, IsAtTheRootInAContainer) {
  write("memory.max", "4000");
  EXPECT_EQ(of("0::/of/the/host\n"), 4000);
  EXPECT_EQ(of("0::/\n"), 4000);
}

TEST_F(MemoryLimit, OfTheFirstVersionIsInTheGroupOfMemory) {
  write("memory/a/memory.limit_in_bytes", "600");
  write("cpu/a/memory.limit_in_bytes", "1");
  EXPECT_EQ(of("5:cpu,cpuacct:/a\n4:hugetlb,memory:/a\n0::/\n"), 600);
  EXPECT_EQ(of("5:memory_pressure:/a\n"), std::nullopt);
}

TEST_F(MemoryLimit, IsNoneWhereThereAreNoGroups) {
  EXPECT_EQ(of(""), std::nullopt);
  EXPECT_EQ(of("0::/a\n"), std::nullopt);
  EXPECT_EQ(of("nonsense"), std::nullopt);
}

}  // namespace
}  // namespace dragoman
