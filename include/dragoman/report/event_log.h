#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace dragoman {

/// A file of what happened in a run: one JSON object a line, each with its `update`. A resumed run
/// drops what the file says of updates after its checkpoint, so that it reads as one run.
class EventLog {
 public:
  explicit EventLog(std::filesystem::path path) : path_(std::move(path)) {}

  /// Goes on behind `update`. A last line that a crash cut is dropped.
  /// @throws Error where the file cannot be written
  void open(int64_t update);

  void write(const nlohmann::ordered_json& event);

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

/// The whole events of such a file; none where there is no file.
std::vector<nlohmann::json> read_events(const std::filesystem::path& path);

}  // namespace dragoman
