#pragma once
#include <chrono>
#include <cstddef>
#include <optional>

namespace dragoman {

/// How far a translation of many lines has come, drawn anew in place on stderr where that is a
/// terminal.
class LineProgress {
 public:
  /// @param lines that will come, where that is known
  /// @param shown false where the translations go to the same terminal
  /// @param before lines that were done already
  LineProgress(std::optional<std::size_t> lines, bool shown, std::size_t before = 0);
  ~LineProgress() { clear(); }
  LineProgress(const LineProgress&) = delete;
  LineProgress& operator=(const LineProgress&) = delete;

  /// @param done lines so far
  void show(std::size_t done);
  void clear();

 private:
  std::optional<std::size_t> lines_;
  bool shown_, drawn_ = false;
  std::size_t before_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace dragoman
