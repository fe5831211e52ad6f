#pragma once
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace dragoman::testing_cli {

namespace fs = std::filesystem;

inline std::vector<fs::path> checkpoints(const fs::path& run) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// metrics.jsonl without the times.
inline std::vector<nlohmann::json> metrics(const fs::path& run) {
  std::vector<nlohmann::json> events;
  for (const std::string& line : lines_of(read_file(run / "metrics.jsonl"))) {
    events.push_back(nlohmann::json::parse(line));
    events.back().erase("seconds");
  }
  return events;
}

/// All that two equal runs must have equal, byte by byte.
inline void expect_equal_runs(const fs::path& a, const fs::path& b) {
  for (const char* file : {"best.safetensors", "vocabulary.model"}) {
    EXPECT_TRUE(read_file(a / file) == read_file(b / file)) << file;
  }
  ASSERT_EQ(checkpoints(a).size(), checkpoints(b).size());
  for (size_t i = 0; i < checkpoints(a).size(); ++i) {
    EXPECT_EQ(checkpoints(a)[i].filename(), checkpoints(b)[i].filename());
    EXPECT_TRUE(read_file(checkpoints(a)[i]) == read_file(checkpoints(b)[i])) << i;
  }
  EXPECT_EQ(metrics(a), metrics(b));
}

}  // namespace dragoman::testing_cli
