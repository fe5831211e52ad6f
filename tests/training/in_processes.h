#pragma once
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "dragoman/training/processes.h"
#include "training/gloo.h"

namespace dragoman {

/// Calls `work` once for each of `size` processes that meet, which are threads here. What they
/// throw, by rank; empty where nothing was.
inline std::vector<std::string> in_processes(int64_t size,
                                             const std::function<void(const Processes&)>& work) {
  const uint16_t port = free_port();
  std::vector<std::string> thrown(static_cast<size_t>(size));
  std::vector<std::thread> threads;
  for (int64_t rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      try {
        work(Processes({rank, size, size, rank, "127.0.0.1", port}));
      } catch (const std::exception& error) {
        thrown[static_cast<size_t>(rank)] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return thrown;
}

}  // namespace dragoman
