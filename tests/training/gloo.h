#pragma once
#include <cstdint>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dragoman {

/// To be called by the test itself or its SetUp.
inline void skip_without_gloo() {
#ifndef DRAGOMAN_GLOO
  GTEST_SKIP() << "built without Gloo's headers (libgloo-dev)";
#endif
}

/// A port at which nobody listens now.
inline uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* name = reinterpret_cast<sockaddr*>(&address);
  ::bind(descriptor, name, length);
  ::getsockname(descriptor, name, &length);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

}  // namespace dragoman
