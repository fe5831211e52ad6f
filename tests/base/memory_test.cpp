#include "dragoman/base/memory.h"

#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/sanitized.h"

namespace dragoman {
namespace {

/// Pages of this process that are in memory.
int64_t resident_bytes() {
  int64_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

TEST(ReturnFreeMemory, LeavesNothingOfWhatWasFreed) {
  if (is_sanitized()) GTEST_SKIP() << "AddressSanitizer keeps what was freed";
  constexpr size_t size = 1 << 16, count = 1000;  // each too small to be mapped on its own
  const int64_t before = resident_bytes();
  if (before == 0) GTEST_SKIP() << "no /proc here";
  {
    std::vector<std::unique_ptr<char[]>> blocks;
    for (size_t i = 0; i < count; ++i) {
      blocks.emplace_back(new char[size]);
      std::memset(blocks.back().get(), 1, size);
    }
    EXPECT_GT(resident_bytes() - before, int64_t{size * count / 2});
  }
  return_free_memory();
  EXPECT_LT(resident_bytes() - before, int64_t{size * count / 4});
}

TEST(PeakMemory, RemembersWhatWasFreed) {
  constexpr int64_t size = int64_t{64} << 20;
  const int64_t before = resident_bytes();
  if (before == 0) GTEST_SKIP() << "no /proc here";
  {
    std::vector<char> block(size, 1);
    EXPECT_EQ(block[size / 2], 1);
  }
  EXPECT_GE(peak_memory(), before + size / 2);
  EXPECT_LT(peak_memory(), usable_memory());
}

TEST(IsOutOfMemory, KnowsTheLanguagesErrorAndTheWordsOfLibTorch) {
  EXPECT_TRUE(is_out_of_memory(std::bad_alloc()));
  for (const char* words : {"[enforce fail at alloc_cpu.cpp:75] . DefaultCPUAllocator: can't "
                            "allocate memory: you tried to allocate 40 bytes.",
                            "DefaultCPUAllocator: not enough memory: you tried to allocate 40",
                            "CUDA out of memory. Tried to allocate 40 bytes"}) {
    EXPECT_TRUE(is_out_of_memory(std::runtime_error(words))) << words;
  }
  EXPECT_FALSE(is_out_of_memory(std::runtime_error("index out of range in self")));
}

}  // namespace
}  // namespace dragoman
