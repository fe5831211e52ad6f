#include "serve/http/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http/request_head.h"

namespace dragoman {
namespace {

constexpr size_t longest_head = 32'768;   // bytes
constexpr size_t most_at_once = 262'144;  // bytes, after which others have their turn
constexpr std::chrono::seconds write_patience{10};
constexpr std::string_view last_chunk = "0\r\n\r\n";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(int socket) : socket_(socket) {}

Connection::~Connection() {
  ::close(socket_);
}

void Connection::set(State state) {
  if (state != state_) since_ = Clock::now();
  state_ = state;
}

void Connection::receive() {
  std::array<char, 16'384> bytes;
  for (size_t taken = 0; taken < most_at_once && !has_ended_;) {
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    has_ended_ = count <= 0;
    if (has_ended_) return;
    taken += static_cast<size_t>(count);
    if (state_ != State::lingering) buffer_.append(bytes.data(), static_cast<size_t>(count));
  }
}

Connection::State Connection::gather(size_t longest_body) {
  receive();
  if (state_ != State::lingering) {
    find_head();
    set(found_state(longest_body));
  } else if (has_ended_) {
    set(State::closed);
  }
  return state_;
}

Connection::State Connection::found_state(size_t longest_body) const {
  const size_t behind_head = buffer_.size() - head_;
  if (head_ == 0 && buffer_.size() > longest_head) return State::too_large;
  if (head_ > 0 && body_ > longest_body) return State::too_large;
  if (head_ > 0 && has_whole_body(behind_head)) return State::whole;
  if (is_chunked_ && behind_head > longest_body + longest_head) return State::too_large;
  if (has_ended_) return State::closed;
  return buffer_.empty() ? State::idle : State::incomplete;
}

/// Of a body in chunks it is a guess, which costs no more than a wait where it is wrong.
bool Connection::has_whole_body(size_t behind_head) const {
  return is_chunked_ ? buffer_.ends_with(last_chunk) : behind_head >= body_;
}

void Connection::find_head() {
  if (head_ > 0) return;
  const size_t end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) return;
  head_ = end + 4;
  const RequestHead head = read_request_head(std::string_view(buffer_).substr(0, head_));
  body_ = head.body;
  is_chunked_ = head.is_chunked;
  takes_interim_ = head.takes_interim;
  if (head.waits) allow_body();
}

/// Tells a client that waits for it to send the body; the answer need not ask for it then.
void Connection::allow_body() {
  write_at_once(go_on);
  head_ -= erase_expectation(buffer_);
}

void Connection::begin_answer(Clock::time_point deadline) {
  deadline_ = deadline;
}

std::ptrdiff_t Connection::read(char* bytes, size_t size) {
  while (read_ == buffer_.size()) {
    if (has_ended_) return 0;
    if (!wait_for(POLLIN, deadline_)) return -1;
    receive();
  }
  const size_t count = std::min(size, buffer_.size() - read_);
  std::copy_n(buffer_.data() + read_, count, bytes);
  read_ += count;
  return static_cast<std::ptrdiff_t>(count);
}

bool Connection::has_left() {
  pollfd asked = {socket_, POLLRDHUP, 0};
  ::poll(&asked, 1, 0);
  const bool has_ended = (asked.revents & POLLRDHUP) != 0;
  if (has_ended && takes_interim_) write_at_once(go_on);
  takes_interim_ = takes_interim_ && !has_ended;
  return (asked.revents & (POLLERR | POLLHUP)) != 0;
}

bool Connection::write(std::string_view bytes) {
  takes_interim_ = false;
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<size_t>(count));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_for(POLLOUT, Clock::now() + write_patience)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

void Connection::write_at_once(std::string_view bytes) {
  ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

bool Connection::can_read() {
  return read_ < buffer_.size() || wait_for(POLLIN, deadline_);
}

bool Connection::can_write() {
  return wait_for(POLLOUT, Clock::now() + write_patience);
}

bool Connection::wait_for(short event, Clock::time_point deadline) const {
  pollfd waiting = {socket_, event, 0};
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int found = ::poll(&waiting, 1, static_cast<int>(std::clamp<int64_t>(left, 0, 60'000)));
    if (found < 0 && errno != EINTR) return false;
    if (found > 0)
      return (waiting.revents & (event | POLLHUP)) != 0 && !(waiting.revents & POLLERR);
    if (left <= 0) return false;
  }
}

bool Connection::end_answer() {
  const bool may_go_on = !is_chunked_;  // the end of what nobody has read is not known
  buffer_.erase(0, std::max(read_, std::min(buffer_.size(), head_ + body_)));
  buffer_.shrink_to_fit();
  read_ = head_ = body_ = 0;
  is_chunked_ = takes_interim_ = false;
  state_ = State::idle;
  since_ = Clock::now();
  return may_go_on;
}

void Connection::linger() {
  ::shutdown(socket_, SHUT_WR);
  buffer_.clear();
  buffer_.shrink_to_fit();
  set(State::lingering);
}

}  // namespace dragoman
