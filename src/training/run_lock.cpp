#include "dragoman/training/run_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// "process 123 on host", as the owner of the lock wrote it.
std::string owner_of(int descriptor) {
  std::array<char, 256> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  return size > 0 ? std::string(text.data(), static_cast<size_t>(size)) : "another process";
}

/// The file only tells people who holds the lock: a full disk changes nothing.
void write_owner(int descriptor) {
  std::array<char, 200> host{};
  ::gethostname(host.data(), host.size() - 1);
  const std::string owner = fmt::format("process {} on {}", ::getpid(), host.data());
  const bool written =
      ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, owner.data(), owner.size(), 0) >= 0;
  static_cast<void>(written);
}

}  // namespace

RunLock::RunLock(const RunDirectory& directory) : root_(directory.root), path_(directory.lock()) {
  // A file that its owner has just removed may be locked by mistake: then it no longer stands.
  while (descriptor_ < 0 || !stands()) {
    if (descriptor_ >= 0) ::close(descriptor_);
    std::error_code failure;
    made_ = fs::create_directories(root_, failure) || made_;
    if (failure) {
      fail_input("cannot create {} ({}): set another training.directory", root_.string(),
                 failure.message());
    }
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
      fail_input("cannot write {} ({}): set another training.directory", path_.string(),
                 std::strerror(errno));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) continue;
    const std::string owner = owner_of(descriptor_);
    ::close(descriptor_);
    fail_input("{}: {} trains there: wait until it ends, or set another training.directory",
               root_.string(), owner);
  }
  write_owner(descriptor_);
}

RunLock::~RunLock() {
  std::error_code ignored;
  if (stands()) fs::remove(path_, ignored);
  ::close(descriptor_);
  if (made_ && fs::is_empty(root_, ignored)) fs::remove(root_, ignored);
}

bool RunLock::stands() const {
  struct stat mine {
  }, there{};
  return ::fstat(descriptor_, &mine) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

void RunLock::check() const {
  if (stands()) return;
  fail(
      "{} was removed or moved while its run went on: training has ended, and what it learned "
      "since its last checkpoint is lost",
      root_.string());
}

}  // namespace dragoman
