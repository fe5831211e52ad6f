#include "serve/http/listening_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr int longest_queue = 4096;  // of connections that nobody has accepted

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses addresses_of(const std::string& host, int64_t port) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) fail_input("cannot listen at {}: {}", host, ::gai_strerror(error));
  return {found, &::freeaddrinfo};
}

/// -1 and errno where it cannot.
int listen_at(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return -1;
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket, address.ai_addr, address.ai_addrlen) == 0 &&
      ::listen(socket, longest_queue) == 0) {
    return socket;
  }
  const int error = errno;
  ::close(socket);
  errno = error;
  return -1;
}

}  // namespace

int listen_at(const std::string& host, int64_t port) {
  const Addresses addresses = addresses_of(host, port);
  for (const addrinfo* address = addresses.get(); address; address = address->ai_next) {
    const int socket = listen_at(*address);
    if (socket >= 0) return socket;
  }
  fail_input("cannot listen at {}:{}: {}; give another --port, or 0 for any free one", host, port,
             std::strerror(errno));
}

int64_t port_of(int socket) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

std::string address_of_peer(int socket) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  auto* const peer = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(socket, peer, &size) != 0) return {};
  std::array<char, NI_MAXHOST> host = {};
  if (::getnameinfo(peer, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  return host.data();
}

}  // namespace dragoman
