#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace dragoman {

/// How a launcher started this process: as one of several that train one model together.
struct Launch {
  int64_t rank = 0;        // of this process, from 0
  int64_t size = 1;        // how many there are
  int64_t local_size = 1;  // how many of them share this machine
  int64_t local_rank = 0;  // of this process among those
  std::string address;     // of the machine that process 0 runs on
  uint16_t port = 0;       // at which process 0 awaits the others
};

/// What torchrun and its like say in RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE, MASTER_ADDR
/// and MASTER_PORT (the port beside it where torchrun keeps that one). Nothing where WORLD_SIZE is
/// 1 or not set.
/// @param variable gives the value of an environment variable, or null
/// @throws InputError where one of them is missing or cannot be
std::optional<Launch> read_launch(const std::function<const char*(const char*)>& variable);

}  // namespace dragoman
