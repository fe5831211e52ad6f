#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman {

/// A client's socket, which never waits but where it says so, and what has come through it that
/// nobody has read yet.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// @param socket is its own now, and non-blocking
  explicit Connection(int socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket() const { return socket_; }

  // While a request is gathered.

  enum class State { idle, incomplete, whole, too_large, closed, lingering };

  /// Takes in what has come. @param longest_body of a request
  State gather(size_t longest_body);

  State state() const { return state_; }
  size_t gathered() const { return buffer_.size(); }

  /// When the state began that it is in.
  Clock::time_point since() const { return since_; }

  // While a request is answered.

  /// Waits for bytes until the deadline. @return how many, 0 at the end, -1 when it is too late
  std::ptrdiff_t read(char* bytes, size_t size);

  /// Sends all of it, and waits for the client to take it, at most for `write_patience` without
  /// progress. @return whether it did
  bool write(std::string_view bytes);

  /// Sends what the system takes now.
  void write_at_once(std::string_view bytes);
  bool can_read();
  bool can_write();
  void begin_answer(Clock::time_point deadline);

  /// Whether the client has left. One that has only ended its own side waits for its answer still,
  /// but looks the same until something is sent: it is told to go on, as any client of HTTP/1.1
  /// passes over, and one that has left is known by the next time.
  bool has_left();

  /// Forgets what of the request nobody has read. @return whether another may follow it
  bool end_answer();

  /// Says that nothing more will come; what still comes is taken in and forgotten, for otherwise
  /// the client might never read its answer.
  void linger();

 private:
  void receive();
  void find_head();
  State found_state(size_t longest_body) const;
  bool has_whole_body(size_t behind_head) const;
  void allow_body();
  void set(State state);
  bool wait_for(short event, Clock::time_point deadline) const;

  const int socket_;
  State state_ = State::idle;
  Clock::time_point since_ = Clock::now(), deadline_ = Clock::time_point::max();
  std::string buffer_;
  size_t read_ = 0;  // bytes of the buffer that were read
  size_t head_ = 0;  // bytes of the request's head; 0 while it is not whole
  size_t body_ = 0;  // bytes of its body, where it says so
  bool is_chunked_ = false, has_ended_ = false;
  bool takes_interim_ = false;  // by its version, and nothing of the answer was sent yet
};

}  // namespace dragoman
