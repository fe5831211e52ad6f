#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace dragoman {

/// What one request may ask for.
struct RequestLimits {
  int64_t texts = 128;          // in an array
  int64_t characters = 20'000;  // of all its texts together
};

/// How a server serves; all of it is checked where it was read.
struct ServerOptions {
  std::string host = "127.0.0.1";
  int64_t port = 8080;           // 0 = any free one
  int64_t threads = 1;           // that search
  int64_t sentences = 64;        // that a thread searches for together
  std::string token{};           // that clients must send; empty = none
  std::string cors{};            // the origin whose pages may ask: "*" for all, empty for none
  int64_t body = 1'000'000;      // bytes of a request's body
  int64_t requests = 256;        // waiting or under way; others are told to come back
  int64_t connections = 10'000;  // open at once; others are closed
  std::chrono::milliseconds time{60'000};   // for a request's answer, and to send a request
  std::chrono::milliseconds idle{120'000};  // of a connection without a request
  RequestLimits request{};
};

}  // namespace dragoman
