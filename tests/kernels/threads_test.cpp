#include "dragoman/kernels/threads.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/keeps_threads.h"

namespace dragoman {
namespace {

class Threads : public KeepsThreads {
 protected:
  /// How many threads take part in `count` calls that wait until there are as many as expected;
  /// each index must be called once.
  static size_t threads_of(int64_t count, size_t expected) {
    std::vector<int> seen(static_cast<size_t>(count));
    std::set<std::thread::id> threads;
    std::mutex mutex;
    std::condition_variable arrival;
    on_threads(count, [&](int64_t index) {
      std::unique_lock lock(mutex);
      ++seen[static_cast<size_t>(index)];
      threads.insert(std::this_thread::get_id());
      arrival.notify_all();
      arrival.wait_for(lock, std::chrono::seconds(10), [&] { return threads.size() >= expected; });
    });
    EXPECT_EQ(seen, std::vector<int>(static_cast<size_t>(count), 1));
    return threads.size();
  }
};

TEST_F(Threads, CallEachIndexOnceOnAsManyAsAreSet) {
  for (const int threads : {1, 2, 3}) {
    set_kernel_threads(threads);
    for (const int64_t count : {0, 1, 2, 3, 9}) {
      const auto expected = static_cast<size_t>(std::min<int64_t>(threads, count));
      EXPECT_EQ(threads_of(count, expected), expected);
    }
  }
}

TEST_F(Threads, KeepToOneWhereOthersAreBusyBeside) {
  set_kernel_threads(2);
  on_threads(2, [](int64_t) { EXPECT_EQ(threads_of(4, 1), 1u); });
}

TEST_F(Threads, OfALaterThreadAreAsManyAsWereSet) {
  for (const int threads : {1, 3}) {
    set_kernel_threads(threads);
    int found = 0;
    std::thread([&] { found = kernel_threads(); }).join();
    EXPECT_EQ(found, threads);
  }
}

TEST_F(Threads, ThrowWhatACallThrowsOnceAllHaveEnded) {
  for (const int threads : {1, 3}) {
    set_kernel_threads(threads);
    std::vector<int> ended(20);
    EXPECT_THROW(on_threads(20,
                            [&](int64_t index) {
                              if (index == 4) throw std::runtime_error("four");
                              ended[static_cast<size_t>(index)] = 1;
                            }),
                 std::runtime_error);
    std::vector<int> expected(20, 1);
    expected[4] = 0;
    EXPECT_EQ(ended, expected);
  }
}

}  // namespace
}  // namespace dragoman
