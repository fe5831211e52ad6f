#include "serve/http/listener.h"

#include <algorithm>
#include <array>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http/listening_socket.h"

namespace dragoman {
namespace {

constexpr size_t most_gathered = 256'000'000;  // bytes of all requests that are not whole
constexpr std::chrono::seconds longest_linger{5};
constexpr int turn = 500;  // milliseconds, after which what is late is looked for

constexpr const char* too_late =
    "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 40\r\n"
    "Connection: close\r\n\r\n{\"error\":\"the request came too slowly\"}\n";
constexpr const char* too_large =
    "HTTP/1.1 413 Payload Too Large\r\nContent-Type: application/json\r\nContent-Length: 37\r\n"
    "Connection: close\r\n\r\n{\"error\":\"the request is too large\"}\n";

/// How many connections the process may have open, of those that are wanted; it asks for more files
/// where the system lets it.
size_t allowed_connections(size_t wanted) {
  constexpr rlim_t other_files = 128;
  rlimit files = {};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  files.rlim_cur = std::max(files.rlim_cur, std::min<rlim_t>(files.rlim_max, wanted + other_files));
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return std::min<size_t>(wanted, files.rlim_cur > other_files ? files.rlim_cur - other_files : 1);
}

void add_to(int poll, int socket) {
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = socket;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

}  // namespace

Listener::Listener(const ListenerOptions& options, Answer answer)
    : options_(options),
      answer_(std::move(answer)),
      most_open_(allowed_connections(options.connections)),
      listening_(listen_at(options.host, options.port)),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  add_to(poll_, listening_);
  add_to(poll_, wake_);
  threads_.emplace_back([this] { gather_all(); });
  for (int64_t thread = 0; thread < options.threads; ++thread) {
    threads_.emplace_back([this] { answer_all(); });
  }
}

Listener::~Listener() {
  stop();
  ::close(wake_);
  ::close(poll_);
  ::close(listening_);
}

int64_t Listener::port() const {
  return port_of(listening_);
}

void Listener::stop() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  whole_came_.notify_all();
  wake();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  watched_.clear();
  answered_.clear();
}

void Listener::wake() {
  ::eventfd_write(wake_, 1);
}

void Listener::gather_all() {
  std::array<epoll_event, 256> events;
  auto looked = Connection::Clock::now();
  while (true) {
    const int count = ::epoll_wait(poll_, events.data(), int(events.size()), turn);
    {
      const std::lock_guard lock(mutex_);
      if (stops_) return;
    }
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<size_t>(i)].data.fd;
      if (socket == listening_) {
        accept_all();
      } else if (socket == wake_) {
        take_back();
      } else {
        gather(socket);
      }
    }
    if (Connection::Clock::now() - looked < std::chrono::milliseconds(turn)) continue;
    looked = Connection::Clock::now();
    close_late();
  }
}

void Listener::accept_all() {
  while (true) {
    const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    auto connection = std::make_unique<Connection>(socket);
    if (open_ >= most_open_) continue;
    ++open_;
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(std::move(connection));
  }
}

void Listener::take_back() {
  eventfd_t count = 0;
  ::eventfd_read(wake_, &count);
  std::deque<Owned> answered;
  {
    const std::lock_guard lock(mutex_);
    answered.swap(answered_);
  }
  for (Owned& connection : answered) watch(std::move(connection));
}

void Listener::watch(Owned connection) {
  const int socket = connection->socket();
  gathered_ += connection->gathered();
  watched_[socket] = std::move(connection);
  add_to(poll_, socket);
  gather(socket);  // another request may have come with the one before
}

void Listener::gather(int socket) {
  const auto found = watched_.find(socket);
  if (found == watched_.end()) return;
  Connection& connection = *found->second;
  gathered_ -= connection.gathered();
  const Connection::State state = connection.gather(options_.body);
  gathered_ += connection.gathered();
  if (state == Connection::State::whole) return hand_over(socket);
  if (state == Connection::State::too_large) return refuse(connection, too_large);
  if (state != Connection::State::closed && gathered_ <= most_gathered) return;
  gathered_ -= connection.gathered();
  watched_.erase(found);
  --open_;
}

void Listener::hand_over(int socket) {
  ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket, nullptr);
  Owned connection = std::move(watched_.extract(socket).mapped());
  gathered_ -= connection->gathered();
  {
    const std::lock_guard lock(mutex_);
    whole_.push_back(std::move(connection));
  }
  whole_came_.notify_one();
}

void Listener::refuse(Connection& connection, const char* answer) {
  gathered_ -= connection.gathered();
  connection.write_at_once(answer);
  connection.linger();
}

void Listener::close_late() {
  const auto now = Connection::Clock::now();
  for (auto entry = watched_.begin(); entry != watched_.end();) {
    Connection& connection = *(entry++)->second;
    const auto age = now - connection.since();
    const Connection::State state = connection.state();
    if (state == Connection::State::incomplete && age > options_.time) {
      refuse(connection, too_late);
    } else if ((state == Connection::State::idle && age > options_.idle) ||
               (state == Connection::State::lingering && age > longest_linger)) {
      gathered_ -= connection.gathered();
      watched_.erase(connection.socket());
      --open_;
    }
  }
}

void Listener::answer_all() {
  while (true) {
    Owned connection;
    {
      std::unique_lock lock(mutex_);
      whole_came_.wait(lock, [&] { return stops_ || !whole_.empty(); });
      if (whole_.empty()) return;
      connection = std::move(whole_.front());
      whole_.pop_front();
    }
    connection->begin_answer(Connection::Clock::now() + options_.time);
    const bool may_go_on = answer_(*connection);
    if (!connection->end_answer() || !may_go_on) connection->linger();
    {
      const std::lock_guard lock(mutex_);
      answered_.push_back(std::move(connection));
    }
    wake();
  }
}

}  // namespace dragoman
