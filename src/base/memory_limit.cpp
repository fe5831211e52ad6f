#include "base/memory_limit.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Of one group; none where it has no limit, which it may say by a word.
std::optional<int64_t> limit_in(const fs::path& file) {
  int64_t bytes = 0;
  std::ifstream in(file);
  return in >> bytes ? std::optional(bytes) : std::nullopt;
}

bool has_memory(const std::string& controllers) {
  return ("," + controllers + ",").find(",memory,") != std::string::npos;
}

}  // namespace

std::optional<int64_t> memory_limit(std::istream& list, const fs::path& root) {
  std::optional<int64_t> least;
  std::string number, controllers, group;
  while (std::getline(list, number, ':') && std::getline(list, controllers, ':') &&
         std::getline(list, group)) {
    const bool second_version = controllers.empty();
    if (!second_version && !has_memory(controllers)) continue;
    const fs::path mounted = second_version ? root : root / "memory";
    const char* name = second_version ? "memory.max" : "memory.limit_in_bytes";
    // A container may see the names of its host's groups, but only its own mounted, at the root.
    for (fs::path place = fs::path(group).relative_path();; place = place.parent_path()) {
      if (const auto limit = limit_in(mounted / place / name)) {
        least = std::min(least.value_or(*limit), *limit);
      }
      if (place.empty()) break;
    }
  }
  return least;
}

}  // namespace dragoman
