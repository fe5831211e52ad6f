#include "base/temporary_file.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Between the target's name and the random letters: ".best.safetensors.tmp-x7Kq2mZp".
constexpr std::string_view mark = ".tmp-";
constexpr size_t random_letters = 8, longest_name = 255;

std::string random_name(const std::string& target) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device device;
  std::uniform_int_distribution<size_t> letter(0, letters.size() - 1);
  std::string name =
      "." + target.substr(0, longest_name - 1 - mark.size() - random_letters) + std::string(mark);
  for (size_t i = 0; i < random_letters; ++i) name += letters[letter(device)];
  return name;
}

bool is_name_of_ours(std::string_view name) {
  const size_t suffix = mark.size() + random_letters;
  if (!name.starts_with('.') || name.size() <= 1 + suffix) return false;
  name.remove_prefix(name.size() - suffix);
  return name.starts_with(mark) &&
         std::all_of(name.begin() + mark.size(), name.end(),
                     [](unsigned char letter) { return std::isalnum(letter) != 0; });
}

/// Opens a file that is new; its path is put into `path`.
int open_new(const fs::path& target, mode_t mode, fs::path& path) {
  constexpr int most_attempts = 100;
  int descriptor = -1;
  for (int attempt = 0; descriptor < 0 && attempt < most_attempts; ++attempt) {
    path = fs::path(target).replace_filename(random_name(target.filename().string()));
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (descriptor < 0 && errno != EEXIST) break;
  }
  return descriptor;
}

/// Removes the file unless a process is writing it.
void remove_if_left(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
  ::close(descriptor);
}

}  // namespace

TemporaryFile::TemporaryFile(const fs::path& target) : target_(target) {
  struct stat old {};
  const bool replaces = ::stat(target.c_str(), &old) == 0;
  descriptor_ = open_new(target, replaces ? 0600 : 0666, path_);
  if (descriptor_ < 0) fail("cannot write {}: {}", target.string(), std::strerror(errno));
  ::flock(descriptor_, LOCK_EX | LOCK_NB);
  if (!replaces) return;
  // Only root may keep another's owner; a failure leaves the file the writer's own.
  static_cast<void>(::fchown(descriptor_, old.st_uid, old.st_gid) == 0);
  ::fchmod(descriptor_, old.st_mode & 07777);
}

TemporaryFile::~TemporaryFile() {
  if (!renamed_) ::unlink(path_.c_str());
  ::close(descriptor_);
}

void TemporaryFile::rename() {
  renamed_ = ::rename(path_.c_str(), target_.c_str()) == 0;
  if (!renamed_) fail("cannot write {}: {}", target_.string(), std::strerror(errno));
}

void remove_left_over(const fs::path& folder) {
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const bool ours = entry->symlink_status(ignored).type() == fs::file_type::regular &&
                      is_name_of_ours(entry->path().filename().string());
    if (ours) remove_if_left(entry->path());
  }
}

}  // namespace dragoman
