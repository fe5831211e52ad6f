#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Where a run keeps its files.
struct RunDirectory {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.toml"; }
  std::filesystem::path log() const { return root / "log.txt"; }
  std::filesystem::path metrics() const { return root / "metrics.jsonl"; }
  std::filesystem::path examples() const { return root / "examples.jsonl"; }
  std::filesystem::path report() const { return root / "report.html"; }
  std::filesystem::path best() const { return root / "best.safetensors"; }
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path checkpoint(int64_t update) const;

  /// All checkpoints, the oldest first: the files that `checkpoint` names, and no others.
  std::vector<std::filesystem::path> all_checkpoints() const;
};

}  // namespace dragoman
