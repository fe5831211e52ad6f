#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "dragoman/config/config.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Where a prepared corpus keeps its files.
struct PreparedFolder {
  std::filesystem::path root;

  std::filesystem::path shard(int64_t number) const;

  /// What the shards are together. Written first, to say whose folder it is, and again when all
  /// shards are there.
  std::filesystem::path index() const { return root / "index"; }
};

struct PreparedIndex {
  static constexpr std::array<char, 8> right_magic = {'D', 'R', 'A', 'G', 'P', 'R', 'E', 'P'};
  static constexpr int64_t right_version = 2;
  static constexpr int64_t unfinished = -1;  // of shards

  std::array<char, 8> magic = right_magic;
  int64_t version = right_version;
  int64_t shards = unfinished, pairs = 0;
  std::array<char, 16> fingerprint{};  // of the text
};

/// The index of a folder; nothing where it has none, or another's.
std::optional<PreparedIndex> read_index(const PreparedFolder& folder);
void write_index(const PreparedFolder& folder, const PreparedIndex& index);

/// Tells whether pairs were made in the same way: of the keys that shape them, of the vocabularies,
/// and of whether their text is kept.
std::string settings_of(const DataConfig& data, const Vocabularies& vocabularies, bool with_text);

}  // namespace dragoman
