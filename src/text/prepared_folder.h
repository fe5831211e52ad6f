#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "dragoman/config/config.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Where a prepared corpus keeps its files.
struct PreparedFolder {
  std::filesystem::path root;

  std::filesystem::path shard(int64_t number) const;

  /// Written last: what the shards are together.
  std::filesystem::path index() const { return root / "index"; }
};

struct PreparedIndex {
  static constexpr std::array<char, 8> right_magic = {'D', 'R', 'A', 'G', 'P', 'R', 'E', 'P'};
  static constexpr int64_t right_version = 1;

  std::array<char, 8> magic = right_magic;
  int64_t version = right_version;
  int64_t shards = 0, pairs = 0;
  std::array<char, 16> settings{}, fingerprint{};
};

/// Tells whether pairs were made in the same way: of the keys that shape them, of the vocabularies,
/// and of whether their text is kept.
std::string settings_of(const DataConfig& data, const Vocabularies& vocabularies, bool with_text);

}  // namespace dragoman
