#include "dragoman/base/atomic_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor_buffer.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Where output goes.
struct Target {
  fs::path path;                  // no symbolic link
  std::optional<int> descriptor;  // one that is open, named as in /dev/stdout or /dev/fd/3
};

/// The process's descriptor that the path names, if it does.
std::optional<int> named_descriptor(const fs::path& path) {
  std::error_code ignored;
  if (!fs::equivalent(path.parent_path(), "/proc/self/fd", ignored)) return std::nullopt;
  const std::string name = path.filename().string();
  int descriptor = -1;
  std::from_chars(name.data(), name.data() + name.size(), descriptor);
  return descriptor < 0 ? std::nullopt : std::optional(descriptor);
}

/// Follows symbolic links, also one to a file that is yet to be made.
Target target_of(fs::path path) {
  constexpr int most_links = 40;  // as Linux
  const fs::path given = path;
  std::error_code ignored;
  for (int links = 0; links < most_links; ++links) {
    if (const auto descriptor = named_descriptor(path)) return {path, descriptor};
    if (!fs::is_symlink(path, ignored)) return {path, std::nullopt};
    path = path.parent_path() / fs::read_symlink(path);
  }
  fail_input("cannot write {}: its symbolic links lead to one another", given.string());
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Whether it is there and no regular file: a device, a pipe, a socket.
bool is_special(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void check_target(const Target& target, const fs::path& given) {
  if (target.descriptor) return;
  std::error_code ignored;
  const fs::path folder = folder_of(target.path);
  if (fs::is_directory(target.path, ignored) || !target.path.has_filename()) {
    fail_input("{} is a folder: give the name of a file", given.string());
  }
  if (!fs::is_directory(folder, ignored)) {
    fail_input("cannot write {}: folder {} {}", given.string(), folder.string(),
               fs::exists(folder, ignored) ? "is a file" : "does not exist: create it");
  }
  const auto may_write = [](const fs::path& path) { return ::access(path.c_str(), W_OK) == 0; };
  const bool may_replace = is_special(target.path) || may_write(folder);
  if (!may_replace || (fs::exists(target.path, ignored) && !may_write(target.path))) {
    fail_input("cannot write {}: {}", given.string(), std::strerror(errno));
  }
}

/// Runs `write` and sees that all of it has arrived.
void write_all(DescriptorBuffer& buffer, const fs::path& path,
               const std::function<void(std::ostream&)>& write) {
  std::ostream out(&buffer);
  write(out);
  out.flush();
  if (out) return;
  fail("writing {} failed ({}){}", path.string(), std::strerror(buffer.error()),
       buffer.error() == ENOSPC ? ": free some space and try again" : "");
}

int checked_descriptor(int descriptor, const fs::path& path) {
  if (descriptor < 0) fail("cannot write {}: {}", path.string(), std::strerror(errno));
  return descriptor;
}

void write_in_place(const Target& target, const std::function<void(std::ostream&)>& write) {
  const int descriptor = target.descriptor ? ::dup(*target.descriptor)
                                           : ::open(target.path.c_str(), O_WRONLY | O_NOCTTY);
  DescriptorBuffer buffer(checked_descriptor(descriptor, target.path));
  write_all(buffer, target.path, write);
}

/// A new file beside the target, removed again unless it was renamed to it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : target_(target), path_(target.string() + ".tmp" + std::to_string(::getpid())) {
    struct stat old {};
    const bool replaces = ::stat(target.c_str(), &old) == 0;
    ::unlink(path_.c_str());
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL, replaces ? 0600 : 0666);
    checked_descriptor(descriptor_, target);
    if (!replaces) return;
    // Only root may keep another's owner; a failure leaves the file the writer's own.
    static_cast<void>(::fchown(descriptor_, old.st_uid, old.st_gid) == 0);
    ::fchmod(descriptor_, old.st_mode & 07777);
  }
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Open for writing; whoever takes it closes it.
  int descriptor() const { return descriptor_; }

  void rename() {
    renamed_ = ::rename(path_.c_str(), target_.c_str()) == 0;
    if (!renamed_) fail("cannot write {}: {}", target_.string(), std::strerror(errno));
  }

 private:
  fs::path target_, path_;
  int descriptor_;
  bool renamed_ = false;
};

void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

void replace(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  TemporaryFile temporary(path);
  {
    DescriptorBuffer buffer(temporary.descriptor());
    write_all(buffer, path, write);
    ::fsync(buffer.descriptor());
  }
  temporary.rename();
  flush_folder(folder_of(path));
}

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  const Target target = target_of(path);
  check_target(target, path);
  const bool in_place = target.descriptor || is_special(target.path);
  in_place ? write_in_place(target, write) : replace(target.path, write);
}

void check_writable(const fs::path& path) {
  check_target(target_of(path), path);
}

}  // namespace dragoman
