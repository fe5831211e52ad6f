#pragma once
#include <cstdint>
#include <string>

namespace dragoman {

/// A non-blocking TCP socket that listens; no other program may listen there too.
/// @param port 0 for any free one @throws InputError when it cannot
int listen_at(const std::string& host, int64_t port);

/// Where it listens, or -1.
int64_t port_of(int socket);

/// "127.0.0.1", of the other end; empty where it is gone.
std::string address_of_peer(int socket);

}  // namespace dragoman
