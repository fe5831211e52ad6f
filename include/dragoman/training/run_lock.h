#pragma once
#include <filesystem>

#include "dragoman/training/run_directory.h"

namespace dragoman {

/// Makes a run directory one process's own while it lives. The system lets go of the lock when the
/// process ends, however it ends.
class RunLock {
 public:
  /// Makes the directory where there is none.
  /// @throws InputError where it cannot, or where another process trains in the directory
  explicit RunLock(const RunDirectory& directory);

  /// Removes the lock, and the directory if the lock made it and nothing else is in it.
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// @throws Error where the directory has been removed or moved away since
  void check() const;

 private:
  bool stands() const;

  std::filesystem::path root_, path_;
  bool made_ = false;  // the directory
  int descriptor_ = -1;
};

}  // namespace dragoman
