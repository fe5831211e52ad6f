#include "dragoman/base/append_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {

AppendFile::AppendFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail_input("cannot write {}: {}", path_.string(), std::strerror(errno));
}

AppendFile::~AppendFile() {
  write({});
  ::close(descriptor_);
}

bool AppendFile::write(std::string_view text) {
  unwritten_ += text;
  std::size_t written = 0;
  while (written < unwritten_.size()) {
    const ssize_t count =
        ::write(descriptor_, unwritten_.data() + written, unwritten_.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) reason_ = std::strerror(errno);
    if (count < 0) break;
    written += static_cast<std::size_t>(count);
  }
  unwritten_.erase(0, written);
  return unwritten_.empty();
}

void AppendFile::finish() {
  if (write({})) return;
  fail("writing {} failed ({}): its last {} bytes are missing", path_.string(), reason_,
       unwritten_.size());
}

}  // namespace dragoman
