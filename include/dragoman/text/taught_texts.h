#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dragoman/base/append_file.h"

namespace dragoman {

/// What lines are translated by, in a file that grows as they are, so that work that was stopped
/// goes on where it was.
class TaughtTexts {
 public:
  using Texts = std::vector<std::string>;  // of one line

  /// Goes on with a file that the same work has left, but for lines that are no whole group.
  /// @param work tells it from others @param group lines that are added at once
  /// @throws InputError where the file is of other work, or cannot be written
  TaughtTexts(std::filesystem::path path, const std::string& work, size_t group);

  /// Lines that are there.
  size_t lines() const { return lines_; }

  /// Adds those of the lines that follow. @throws Error where the disk is full
  void add(const std::vector<Texts>& texts);

  /// All of them, one after the other.
  void read(const std::function<void(size_t line, const Texts& texts)>& use) const;

  /// Removes the file: what it holds stands elsewhere.
  void remove() const { std::filesystem::remove(path_); }

 private:
  std::filesystem::path path_;
  size_t lines_;
  AppendFile file_;
};

}  // namespace dragoman
