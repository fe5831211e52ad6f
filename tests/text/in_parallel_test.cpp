#include "text/in_parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(InParallel, DoesEachThingOnce) {
  for (const size_t count : {0, 1, 255, 256, 1000, 100'003}) {
    std::vector<std::atomic<int>> done(count);
    in_parallel(count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) ++done[i];
    });
    for (size_t i = 0; i < count; ++i) ASSERT_EQ(done[i], 1) << i << " of " << count;
  }
}

TEST(InParallel, ThrowsWhatAnyPartThrows) {
  for (const size_t bad : {0, 99'999}) {
    EXPECT_THROW(in_parallel(100'000,
                             [&](size_t begin, size_t end) {
                               if (begin <= bad && bad < end) throw std::runtime_error("bad");
                             }),
                 std::runtime_error);
  }
}

}  // namespace
}  // namespace dragoman
