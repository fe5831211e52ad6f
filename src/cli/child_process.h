#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dragoman {

/// Runs this very program in a process of its own, whose memory can be seen apart, and returns its
/// peak in MiB. It has the cores of the calling thread.
/// @param log gets what it says (appended); without one it says it to our stderr
/// @throws Interrupted, Error when it does not end well
double run_self(const std::vector<std::string>& arguments,
                const std::optional<std::filesystem::path>& log);

/// While it lives, Ctrl-C is the children's, and SIGTERM and SIGHUP are handed on to them: they end
/// in their own time, and this process after them. A second one ends it at once.
class LeavesInterruptsToChildren {
 public:
  LeavesInterruptsToChildren();
  ~LeavesInterruptsToChildren();
  LeavesInterruptsToChildren(const LeavesInterruptsToChildren&) = delete;
  LeavesInterruptsToChildren& operator=(const LeavesInterruptsToChildren&) = delete;

  /// @throws Interrupted where there was one
  void check() const;

 private:
  std::array<void (*)(int), 3> before_;
};

}  // namespace dragoman
