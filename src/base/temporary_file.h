#pragma once
#include <filesystem>

namespace dragoman {

/// A new, empty file beside `target`, to be renamed over it; removed again unless it was. Its name
/// is random and taken exclusively, so that nobody's file or symbolic link stands in its place, and
/// the file is locked (flock), so that `remove_left_over` knows it from one whose writer is gone.
class TemporaryFile {
 public:
  /// With the mode and, as far as the process may, the owner of `target`, where that exists.
  /// @throws Error with the target's path and the system's reason
  explicit TemporaryFile(const std::filesystem::path& target);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Open for writing.
  int descriptor() const { return descriptor_; }

  /// @throws Error, and then the target is as it was
  void rename();

 private:
  std::filesystem::path target_, path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

}  // namespace dragoman
