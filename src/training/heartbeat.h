#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dragoman {

/// Where processes leave a word for one another. Calls may throw, or wait without end, when the
/// process that keeps it is gone.
struct Blackboard {
  std::function<void(const std::string& key, const std::string& text)> write;
  std::function<std::string(const std::string& key)> read;  // waits for the key's first word
};

/// Says again and again that this process is alive, and listens to others: the first to all, all to
/// the first, which keeps the blackboard. A collective call cannot do that: it waits for a process
/// that is stopped, or whose machine is gone, as for one that computes.
class Heartbeat {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// @param limit how long a process may be silent
  /// @param on_silence is told who, in a line, by a thread of its own
  Heartbeat(Blackboard board, int64_t rank, int64_t size, Milliseconds limit,
            std::function<void(const std::string&)> on_silence);

  /// Takes leave, so that nobody waits for this process, unless it has failed. The first waits a
  /// little, until the others are gone.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Says that this process ends with an error: whoever still waits for it after the limit does so
  /// in vain.
  void fail();

 private:
  using Clock = std::chrono::steady_clock;
  struct Watched {
    int64_t rank;
    std::string heard;  // last
    Clock::time_point at;
  };

  void beat(const std::stop_token& stop);
  void watch(const std::stop_token& stop);
  void listen();
  std::string who_is_missed();  // a line; empty where nobody is
  bool all_are_gone();
  void say_goodbye(const char* word);
  void pause(const std::stop_token& stop, Milliseconds time);

  Blackboard board_;
  int64_t rank_;
  Milliseconds limit_;
  std::function<void(const std::string&)> on_silence_;

  std::mutex mutex_;  // guards the members below
  std::condition_variable_any changed_;
  std::vector<Watched> watched_;

  std::jthread beating_, watching_;  // the second, as the first may hang
};

}  // namespace dragoman
