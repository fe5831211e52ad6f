#include "dragoman/training/run_directory.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>

#include <spdlog/fmt/fmt.h>

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// The update in the name of a checkpoint; none where the file is another's.
std::optional<int64_t> update_of(const RunDirectory& run, const fs::path& path) {
  const std::string name = path.filename().string();
  const size_t digits = name.find('-') + 1;
  int64_t update = -1;
  std::from_chars(name.data() + digits, name.data() + name.size(), update);
  if (update < 0 || run.checkpoint(update).filename() != name) return std::nullopt;
  return update;
}

}  // namespace

fs::path RunDirectory::checkpoint(int64_t update) const {
  return checkpoints() / fmt::format("update-{:09}.safetensors", update);
}

std::vector<fs::path> RunDirectory::all_checkpoints() const {
  std::map<int64_t, fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(checkpoints(), none)) {
    if (const auto update = update_of(*this, entry.path())) found[*update] = entry.path();
  }
  std::vector<fs::path> paths;
  for (const auto& [update, path] : found) paths.push_back(path);
  return paths;
}

}  // namespace dragoman
