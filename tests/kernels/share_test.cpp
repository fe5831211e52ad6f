#include "kernels/share.h"

#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/keeps_threads.h"

namespace dragoman {
namespace {

class Share : public KeepsThreads {
 protected:
  /// How many threads' parts there are of `count`; each index must be in one of them.
  static size_t parts(int64_t count, int64_t grain) {
    std::vector<int> seen(static_cast<size_t>(count));
    std::vector<int64_t> numbers;
    std::mutex mutex;
    share(count, grain, [&](int64_t begin, int64_t end, int64_t part) {
      const std::lock_guard lock(mutex);
      for (int64_t i = begin; i < end; ++i) ++seen[static_cast<size_t>(i)];
      numbers.push_back(part);
      EXPECT_LT(part, kernel_threads());
    });
    EXPECT_EQ(seen, std::vector<int>(static_cast<size_t>(count), 1));
    return numbers.size();
  }
};

TEST_F(Share, GivesEachIndexToOneThread) {
  for (const int threads : {1, 2, 3, 7}) {
    set_kernel_threads(threads);
    for (const int64_t count : {1, 2, 5, 7, 8, 100}) {
      for (const int64_t grain : {1, 3, 1000}) parts(count, grain);
    }
  }
}

TEST_F(Share, LeavesSmallWorkToOneThread) {
  set_kernel_threads(3);
  EXPECT_EQ(parts(100, 100), 1u);
  EXPECT_EQ(parts(100, 50), 2u);
  EXPECT_EQ(parts(100, 1), 3u);
  EXPECT_EQ(parts(0, 1), 0u);
}

TEST_F(Share, CutsASumTheSameWayForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 3, 7}) {
    set_kernel_threads(threads);
    std::vector<std::pair<int64_t, int64_t>> cuts(4);
    share(Parts{10, 3}, [&](int64_t begin, int64_t end, int64_t part) {
      cuts.at(static_cast<size_t>(part)) = {begin, end};
    });
    EXPECT_EQ(cuts, (std::vector<std::pair<int64_t, int64_t>>{{0, 3}, {3, 6}, {6, 9}, {9, 10}}));
  }
}

TEST_F(Share, KeepsToOneThreadWhereOthersAreBusyBeside) {
  set_kernel_threads(2);
#pragma omp parallel for num_threads(2)
  for (int64_t other = 0; other < 2; ++other) EXPECT_EQ(parts(100, 1), 1u);
}

}  // namespace
}  // namespace dragoman
