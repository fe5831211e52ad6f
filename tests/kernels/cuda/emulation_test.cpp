#include "kernels/cuda/emulation.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::emulation {
namespace {

TEST(Emulation, RunsEveryThreadOfEveryBlockOnce) {
  std::set<std::vector<unsigned>> seen;
  run({2, 3, 2}, 64, [&] {
    const auto [thread, block, size] = here();
    EXPECT_EQ(size.x, 64U);
    EXPECT_TRUE(seen.insert({block.x, block.y, block.z, thread.x}).second);
  });
  EXPECT_EQ(seen.size(), 2U * 3 * 2 * 64);
}

TEST(Emulation, HasAllThreadsWaitForTheLast) {
  int arrived = 0, most_before = 0, least_after = 64;
  run({4}, 64, [&] {
    if (here().thread.x == 0) arrived = 0;
    wait_for_block();
    most_before = std::max(most_before, arrived++);
    wait_for_block();
    least_after = std::min(least_after, arrived);
    wait_for_block();
  });
  EXPECT_EQ(most_before, 63);
  EXPECT_EQ(least_after, 64);
}

TEST(Emulation, ShowsAMissingBarrierByTheOrderOfThreads) {
  std::set<unsigned> last;
  for (int time = 0; time < 2; ++time) {
    unsigned written = 0;
    run({1}, 32, [&] { written = here().thread.x; });
    last.insert(written);
  }
  EXPECT_EQ(last, (std::set<unsigned>{0, 31}));
}

TEST(Emulation, ExchangesValuesWithinAWarp) {
  run({1}, 64, [] {
    const int own = static_cast<int>(here().thread.x);
    EXPECT_EQ(of_other(own, 1), own ^ 1);
    EXPECT_EQ(of_other(own * 0.5, 16), (own ^ 16) * 0.5);
  });
}

TEST(Emulation, RefusesABarrierThatSomeThreadsNeverReach) {
  const auto divided = [] {
    if (here().thread.x < 7) wait_for_block();
  };
  EXPECT_THROW(run({1}, 32, divided), std::logic_error);
  int threads = 0;
  run({1}, 32, [&] { ++threads; });  // it is fit for use again
  EXPECT_EQ(threads, 32);
}

TEST(Emulation, RefusesBlocksThatNoGpuRuns) {
  for (const int threads : {0, 31, 33, 2048}) {
    EXPECT_THROW(run({1}, threads, [] {}), std::logic_error) << threads;
  }
}

}  // namespace
}  // namespace dragoman::emulation
