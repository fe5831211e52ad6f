#include "serve/http/protocol.h"

#include <charconv>

#include "serve/http/listening_socket.h"

namespace dragoman {
namespace {

constexpr const char* begun_header = "Dragoman-Begun";  // of ours; a client's is taken out

/// A connection as cpp-httplib reads and writes one.
class ConnectionStream final : public httplib::Stream {
 public:
  explicit ConnectionStream(Connection& connection)
      : connection_(connection), address_(address_of_peer(connection.socket())) {}

  bool is_readable() const override { return connection_.can_read(); }
  bool is_writable() const override { return connection_.can_write(); }
  ssize_t read(char* bytes, size_t size) override { return connection_.read(bytes, size); }
  ssize_t write(const char* bytes, size_t size) override {
    return connection_.write({bytes, size}) ? static_cast<ssize_t>(size) : -1;
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = address_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return connection_.socket(); }
  const std::string& address() const { return address_; }

 private:
  Connection& connection_;
  std::string address_;
};

/// From version 0.15 on the addresses are parameters.
template <class Base, class Setup>
bool process(Base request, ConnectionStream& stream, bool& closed, const Setup& setup) {
  if constexpr (requires { request(stream, false, closed, setup); }) {
    return request(stream, false, closed, setup);
  } else {
    return request(stream, stream.address(), 0, std::string(), 0, false, closed, setup);
  }
}

}  // namespace

Protocol::Protocol(Routes& routes) {
  svr_sock_ = 0;  // any but -1, with which cpp-httplib takes itself for stopped
  routes.add_to(*this);
}

bool Protocol::answer(Connection& connection) {
  ConnectionStream stream(connection);
  bool is_understood = false, closed = false;
  const std::string now = std::to_string(Connection::Clock::now().time_since_epoch().count());
  const auto setup = [&](httplib::Request& request) {
    is_understood = true;
    request.headers.erase(begun_header);
    request.headers.emplace(begun_header, now);
    // Of clients only, and so free for a server whose handlers are told of no connection.
    request.response_handler = [&](const httplib::Response&) { return !connection.has_left(); };
  };
  const auto request = [this](auto&&... arguments)
      -> decltype(process_request(std::forward<decltype(arguments)>(arguments)...)) {
    return process_request(std::forward<decltype(arguments)>(arguments)...);
  };
  return process(request, stream, closed, setup) && is_understood && !closed;
}

bool Protocol::has_left(const httplib::Request& request) {
  return request.response_handler && !request.response_handler({});
}

Connection::Clock::time_point Protocol::begun(const httplib::Request& request) {
  if (!request.response_handler) return Connection::Clock::now();  // refused before it was set up
  const std::string text = request.get_header_value(begun_header);
  int64_t ticks = 0;
  std::from_chars(text.data(), text.data() + text.size(), ticks);
  return Connection::Clock::time_point(Connection::Clock::duration(ticks));
}

}  // namespace dragoman
