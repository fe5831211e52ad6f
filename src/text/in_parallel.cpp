#include "text/in_parallel.h"

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

namespace dragoman {
namespace {

/// Fewer are not worth a thread.
constexpr std::size_t least_part = 256;

}  // namespace

void in_parallel(std::size_t count,
                 const std::function<void(std::size_t begin, std::size_t end)>& work) {
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t parts = std::clamp<std::size_t>(count / least_part, 1, processors);
  std::vector<std::future<void>> others;
  for (std::size_t part = 1; part < parts; ++part) {
    others.push_back(std::async(
        std::launch::async, [&, part] { work(count * part / parts, count * (part + 1) / parts); }));
  }
  work(0, count / parts);
  for (std::future<void>& other : others) other.get();
}

}  // namespace dragoman
