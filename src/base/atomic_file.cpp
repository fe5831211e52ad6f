#include "dragoman/base/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Removes the temporary file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    std::error_code ignored;
    if (!renamed_) fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& path() const { return path_; }

  void rename_to(const fs::path& target) {
    fs::rename(path_, target);
    renamed_ = true;
  }

 private:
  fs::path path_;
  bool renamed_ = false;
};

void flush_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  TemporaryFile temporary(path.string() + ".tmp" + std::to_string(::getpid()));
  {
    std::ofstream out(temporary.path(), std::ios::binary | std::ios::trunc);
    if (!out) fail("cannot write {}: {}", path.string(), std::strerror(errno));
    write(out);
    out.flush();
    if (!out) {
      fail("writing {} failed ({}): free some space and try again", path.string(),
           std::strerror(errno));
    }
  }
  flush_to_disk(temporary.path());
  temporary.rename_to(path);
  flush_to_disk(fs::absolute(path).parent_path());
}

}  // namespace dragoman
