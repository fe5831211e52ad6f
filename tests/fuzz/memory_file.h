#pragma once
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace dragoman::fuzz {

/// A file that is in memory only, for what reads by a path.
class MemoryFile {
 public:
  MemoryFile(const uint8_t* data, size_t size) : descriptor_(::memfd_create("fuzz", 0)) {
    if (descriptor_ < 0 || ::write(descriptor_, data, size) != static_cast<ssize_t>(size)) abort();
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// Runs `action`; an Error is as good an end as any, but its message must be one line.
template <class Failure, class Action>
void allow(Action action) {
  try {
    action();
  } catch (const Failure& failure) {
    if (std::string(failure.what()).find('\n') != std::string::npos) abort();
  }
}

}  // namespace dragoman::fuzz
