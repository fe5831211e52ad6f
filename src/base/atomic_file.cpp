#include "dragoman/base/atomic_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor_buffer.h"
#include "base/temporary_file.h"
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
  std::error_code error;
  if (fs::is_directory(target.path, error) || !target.path.has_filename()) {
    fail_input("{} is a folder: give the name of a file", given.string());
  }
  const fs::path folder = folder_of(target.path);
  const fs::file_status status = fs::status(folder, error);
  if (!fs::is_directory(status)) {
    fail_input("cannot write {}: folder {} {}", given.string(), folder.string(),
               fs::exists(status)                          ? "is a file"
               : status.type() == fs::file_type::not_found ? "does not exist: create it"
                                                           : "is wrong: " + error.message());
  }
  const auto may_write = [](const fs::path& path) { return ::access(path.c_str(), W_OK) == 0; };
  const bool may_replace = is_special(target.path) || may_write(folder);
  if (!may_replace || (!may_write(target.path) && errno != ENOENT)) {
    fail_input("cannot write {}: {}", given.string(), std::strerror(errno));
  }
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  fail("writing {} failed ({}){}", path.string(), std::strerror(error),
       full ? ": free some space and try again" : "");
}

/// Runs `write` and sees that all of it has arrived; if not, the system's reason is told rather
/// than what `write` made of it.
void write_all(DescriptorBuffer& buffer, const fs::path& path,
               const std::function<void(std::ostream&)>& write) {
  std::ostream out(&buffer);
  try {
    write(out);
    out.flush();
  } catch (const Error&) {
    if (buffer.error() == 0) throw;
  }
  if (!out) fail_to_write(path, buffer.error());
}

/// Some file systems tell only now that there was no space.
void close(DescriptorBuffer& buffer, const fs::path& path) {
  if (!buffer.close()) fail_to_write(path, buffer.error());
}

int checked_descriptor(int descriptor, const fs::path& path) {
  if (descriptor < 0) fail("cannot write {}: {}", path.string(), std::strerror(errno));
  return descriptor;
}

void write_in_place(const Target& target, const std::function<void(std::ostream&)>& write) {
  const int descriptor = target.descriptor
                             ? ::dup(*target.descriptor)
                             : ::open(target.path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  DescriptorBuffer buffer(checked_descriptor(descriptor, target.path));
  write_all(buffer, target.path, write);
  close(buffer, target.path);
}

/// Some file systems have nothing to synchronize, and say so.
bool is_unsynchronized(int descriptor) {
  return ::fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP;
}

/// A folder that may be written but not read cannot be opened.
void synchronize_folder(const fs::path& folder, const fs::path& written) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0 && errno == EACCES) return;
  const bool failed = descriptor < 0 || is_unsynchronized(descriptor);
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (failed) {
    fail(
        "{} is written, but may be the old file again after a crash of the system: its folder "
        "cannot be synchronized ({})",
        written.string(), std::strerror(error));
  }
}

void replace(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  TemporaryFile temporary(path);
  DescriptorBuffer buffer(checked_descriptor(::dup(temporary.descriptor()), path));
  write_all(buffer, path, write);
  if (is_unsynchronized(buffer.descriptor())) fail_to_write(path, errno);
  close(buffer, path);
  temporary.rename();
  synchronize_folder(folder_of(path), path);
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
