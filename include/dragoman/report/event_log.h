#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "dragoman/base/append_file.h"

namespace dragoman {

/// A file of what happened in a run: one JSON object a line, each with its `update`. A resumed run
/// drops what the file says of updates after its checkpoint, so that it reads as one run.
class EventLog {
 public:
  explicit EventLog(std::filesystem::path path) : path_(std::move(path)) {}

  /// Goes on behind `update`. A last line that a crash cut is dropped.
  /// @throws Error where the file cannot be written
  void open(int64_t update);

  /// What cannot be written is logged, kept, and tried again with the next event.
  void write(const nlohmann::ordered_json& event);

  /// @throws Error where events are missing in the file still
  void close();

 private:
  std::filesystem::path path_;
  std::optional<AppendFile> file_;
  bool failing_ = false;
};

/// The whole events of such a file; none where there is no file.
std::vector<nlohmann::json> read_events(const std::filesystem::path& path);

}  // namespace dragoman
