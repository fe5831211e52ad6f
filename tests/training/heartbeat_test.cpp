#include "training/heartbeat.h"

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using namespace std::chrono_literals;

/// A blackboard in memory, which may break.
class Shared {
 public:
  Blackboard board() {
    return {[this](const std::string& key, const std::string& text) { write(key, text); },
            [this](const std::string& key) { return read(key); }};
  }
  void break_down() {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    changed_.notify_all();
  }

 private:
  void write(const std::string& key, const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (broken_) throw std::runtime_error("broken");
    words_[key] = text;
    changed_.notify_all();
  }
  std::string read(const std::string& key) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 2s, [&] { return broken_ || words_.count(key) > 0; });
    if (broken_ || words_.count(key) == 0) throw std::runtime_error("broken");
    return words_[key];
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::string> words_;
  bool broken_ = false;
};

/// A process's heart, and what it says of others.
class Heart {
 public:
  Heart(Shared& shared, int64_t rank, int64_t size)
      : beat_(std::in_place, shared.board(), rank, size, limit,
              [this](const std::string& who) { said_.set_value(who); }) {}

  static constexpr std::chrono::milliseconds limit{1000};

  void leave() { beat_.reset(); }
  void fail() { beat_->fail(); }

  /// What is said within that time.
  std::string says(std::chrono::milliseconds time) {
    auto future = said_.get_future();
    return future.wait_for(time) == std::future_status::ready ? future.get() : "nothing";
  }

 private:
  std::promise<std::string> said_;
  std::optional<Heartbeat> beat_;
};

std::string silence_of(int64_t rank) {
  return "process " + std::to_string(rank) +
         " has not answered for 1 s: it is stopped, or its machine is not to be reached";
}

TEST(Heartbeat, NobodyIsSilentWhileAllLive) {
  Shared shared;
  Heart first(shared, 0, 3), second(shared, 1, 3), third(shared, 2, 3);
  EXPECT_EQ(first.says(3 * Heart::limit), "nothing");
  EXPECT_EQ(second.says(0ms), "nothing");
  EXPECT_EQ(third.says(0ms), "nothing");
  third.leave();
  second.leave();
}

TEST(Heartbeat, TheFirstMissesWhoeverIsSilent) {
  Shared shared;
  shared.board().write("heartbeat/2", "beat 7");  // and never again
  Heart first(shared, 0, 3), second(shared, 1, 3);
  EXPECT_EQ(first.says(10 * Heart::limit), silence_of(2));
  EXPECT_EQ(second.says(0ms), "nothing");
  second.leave();
}

TEST(Heartbeat, TheFirstMissesOneThatNeverSpoke) {
  Shared shared;
  Heart first(shared, 0, 3), third(shared, 2, 3);
  EXPECT_EQ(first.says(10 * Heart::limit), silence_of(1));
  third.leave();
}

TEST(Heartbeat, AllMissTheFirst) {
  Shared shared;
  shared.board().write("heartbeat/0", "beat 7");
  Heart second(shared, 1, 3), third(shared, 2, 3);
  EXPECT_EQ(second.says(10 * Heart::limit), silence_of(0));
  EXPECT_EQ(third.says(10 * Heart::limit), silence_of(0));
}

TEST(Heartbeat, WithoutABlackboardItIsTheFirstThatIsMissed) {
  Shared shared;
  shared.board().write("heartbeat/0", "beat 7");
  Heart second(shared, 1, 2);
  shared.break_down();
  EXPECT_EQ(second.says(10 * Heart::limit), silence_of(0));
}

TEST(Heartbeat, NobodyMissesThoseThatHaveTakenLeave) {
  Shared shared;
  Heart first(shared, 0, 3), second(shared, 1, 3);
  { Heart third(shared, 2, 3); }
  EXPECT_EQ(first.says(3 * Heart::limit), "nothing");
  second.leave();
}

TEST(Heartbeat, OneThatHasFailedIsMissed) {
  Shared shared;
  Heart first(shared, 0, 3), second(shared, 1, 3);
  {
    Heart third(shared, 2, 3);
    third.fail();
  }
  EXPECT_EQ(first.says(10 * Heart::limit),
            "process 2 has ended with an error: its own log says why");
  EXPECT_EQ(second.says(0ms), "nothing");
  second.leave();
}

TEST(Heartbeat, TheFirstWaitsForTheOthersToLeave) {
  Shared shared;
  std::optional<Heart> first(std::in_place, shared, 0, 2);
  Heart second(shared, 1, 2);
  const auto leaving = std::async(std::launch::async, [&] { first.reset(); });
  EXPECT_EQ(leaving.wait_for(Heart::limit / 10), std::future_status::timeout);
  second.leave();
  EXPECT_EQ(leaving.wait_for(Heart::limit), std::future_status::ready);
}

TEST(Heartbeat, TheFirstDoesNotWaitLongForOneThatHangs) {
  Shared shared;
  shared.board().write("heartbeat/1", "beat 7");
  const auto begun = std::chrono::steady_clock::now();
  { Heart first(shared, 0, 2); }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2 * Heart::limit);
}

}  // namespace
}  // namespace dragoman
