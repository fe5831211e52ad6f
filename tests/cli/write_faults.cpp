/// A library to be loaded before the program's own (LD_PRELOAD), in which one call that writes a
/// temporary file fails: the DRAGOMAN_FAULT-th write, fsync, close or rename of such files, or
/// fsync of a folder, in the order in which the program makes them. Their names go to the file
/// DRAGOMAN_FAULT_LOG, a line each.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_temporary(const char* path) {
  return std::strstr(path, ".tmp-") != nullptr;
}

bool is_temporary(int descriptor) {
  char path[4096] = "";
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  return ::readlink(link.c_str(), path, sizeof path - 1) > 0 && is_temporary(path);
}

bool is_folder(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

void log_call(const char* name) {
  const char* path = std::getenv("DRAGOMAN_FAULT_LOG");
  const int log = ::open(path == nullptr ? "/dev/null" : path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  const std::string line = std::string(name) + "\n";
  static_cast<void>(real<decltype(::write)>("write")(log, line.data(), line.size()) == 0);
  real<decltype(::close)>("close")(log);
}

/// Counts a call, and says whether it is the one that fails.
bool fails(const char* name) {
  static int calls = 0;
  const int before = errno;
  log_call(name);
  errno = before;
  const char* wanted = std::getenv("DRAGOMAN_FAULT");
  return wanted != nullptr && ++calls == std::atoi(wanted);
}

int failure(int error) {
  errno = error;
  return -1;
}

}  // namespace

extern "C" ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (is_temporary(descriptor) && fails("write")) return failure(ENOSPC);
  return real<decltype(::write)>("write")(descriptor, bytes, count);
}

extern "C" int fsync(int descriptor) {
  const bool counts = is_temporary(descriptor) || is_folder(descriptor);
  if (counts && fails(is_folder(descriptor) ? "fsync of a folder" : "fsync")) return failure(EIO);
  return real<decltype(::fsync)>("fsync")(descriptor);
}

extern "C" int close(int descriptor) {
  const bool failed = is_temporary(descriptor) && fails("close");
  const int result = real<decltype(::close)>("close")(descriptor);
  return failed ? failure(EDQUOT) : result;
}

extern "C" int rename(const char* from, const char* to) noexcept {
  if (is_temporary(from) && fails("rename")) return failure(EIO);
  return real<decltype(::rename)>("rename")(from, to);
}
