#include "dragoman/training/disk_need.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {

namespace fs = std::filesystem;

int64_t disk_need(int64_t model_bytes, int64_t checkpoint_bytes, int64_t keep, int64_t written) {
  return model_bytes + std::min(keep + 1, written) * checkpoint_bytes;
}

int64_t free_space(fs::path directory) {
  directory = fs::absolute(directory);
  std::error_code ignored;
  while (!fs::exists(directory, ignored) && directory.has_relative_path()) {
    directory = directory.parent_path();
  }
  return static_cast<int64_t>(fs::space(directory).available);
}

void check_space(int64_t needed, int64_t available, const fs::path& directory) {
  if (needed <= available) return;
  constexpr double mebibyte = 1 << 20;
  fail_input(
      "the run's files need about {:.1f} MiB, but {:.1f} MiB are free for {}: free some space, set "
      "another training.directory, or lower training.keep and keep_best",
      static_cast<double>(needed) / mebibyte, static_cast<double>(available) / mebibyte,
      directory.string());
}

}  // namespace dragoman
