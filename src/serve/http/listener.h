#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "serve/http/connection.h"

namespace dragoman {

struct ListenerOptions {
  std::string host = "127.0.0.1";
  int64_t port = 0;         // 0 = any free one
  int64_t threads = 16;     // that answer
  size_t body = 1'000'000;  // bytes of a request's body
  size_t connections = 10'000;
  std::chrono::milliseconds time{60'000};   // to send a request
  std::chrono::milliseconds idle{120'000};  // between requests
};

/// Accepts connections. One thread gathers the requests of them all, so that a client that sends
/// nothing, or slowly, costs no thread; others answer the requests that are whole.
class Listener {
 public:
  /// Answers the request that a connection has; from any thread. @return whether another may follow
  using Answer = std::function<bool(Connection& connection)>;

  /// @throws InputError when it cannot listen there
  Listener(const ListenerOptions& options, Answer answer);

  /// Stops.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int64_t port() const;
  int socket() const { return listening_; }

  /// Accepts and gathers no more, and waits for the answers under way.
  void stop();

 private:
  using Owned = std::unique_ptr<Connection>;

  void gather_all();
  void accept_all();
  void take_back();
  void gather(int socket);
  void watch(Owned connection);
  void hand_over(int socket);
  void refuse(Connection& connection, const char* answer);
  void close_late();
  void answer_all();
  void wake();

  const ListenerOptions options_;
  const Answer answer_;
  const size_t most_open_;
  int listening_ = -1, poll_ = -1, wake_ = -1;

  // Of the thread that gathers.
  std::map<int, Owned> watched_;  // by socket
  size_t open_ = 0;               // those that are answered too
  size_t gathered_ = 0;           // bytes of those that are watched

  std::mutex mutex_;  // of all that follows
  std::condition_variable whole_came_;
  std::deque<Owned> whole_, answered_;
  bool stops_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace dragoman
