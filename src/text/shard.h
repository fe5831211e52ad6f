#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/base/mapped_file.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/corpus_report.h"
#include "dragoman/text/pair_source.h"

namespace dragoman {

/// Consecutive pairs of a prepared corpus, as a file holds them.
struct ShardContents {
  std::string settings, input;  // fingerprints: of how it was made, and of all lines up to its last
  CorpusReport report;          // of those lines
  std::vector<EncodedPair> pairs;
  ParallelCorpus text;  // of the pairs; empty where it is not kept
};

/// Writes atomically. All numbers are little-endian: a header (ShardHeader), 2 n + 1 offsets of
/// 64 bits into the ids (the source of pair i begins at the (2 i)-th, its target at the next), as
/// many into the text where there is one, the ids of 32 bits, the text, and the report's warnings,
/// a line each.
/// @throws Error as `write_atomically`
void write_shard(const std::filesystem::path& path, const ShardContents& contents);

struct ShardHeader {
  static constexpr std::array<char, 8> right_magic = {'D', 'R', 'A', 'G', 'P', 'A', 'I', 'R'};
  static constexpr int64_t right_version = 2;

  std::array<char, 8> magic = right_magic;
  int64_t version = right_version;
  int64_t pairs = 0, ids = 0;
  int64_t has_text = 0, text_bytes = 0, warnings_bytes = 0;
  int64_t first_invalid = 0;
  std::array<int64_t, corpus_counts.size()> counts{};
  std::array<char, 16> settings{}, input{};
  uint64_t checksum = 0;  // CRC-32 of all that follows
};

/// A shard that is read as it is needed.
class Shard {
 public:
  /// @throws InputError when the file is missing, or its header says that it is no whole shard
  explicit Shard(const std::filesystem::path& path);

  std::size_t size() const { return static_cast<std::size_t>(header_.pairs); }
  bool has_text() const { return header_.has_text != 0; }
  std::string settings() const { return {header_.settings.begin(), header_.settings.end()}; }
  std::string input() const { return {header_.input.begin(), header_.input.end()}; }
  CorpusReport report() const;

  /// @throws InputError where the file is damaged there
  EncodedPair pair(std::size_t row) const;
  std::string_view source_text(std::size_t row) const { return text(2 * row); }
  std::string_view target_text(std::size_t row) const { return text(2 * row + 1); }

  /// See MappedFile::forget.
  void forget() const { file_.forget(); }

  /// Whether all of it is as it was written.
  bool is_whole() const;

  /// @throws InputError: it is damaged
  [[noreturn]] void refuse() const;

 private:
  std::span<const std::byte> body() const;
  std::vector<int32_t> ids(std::size_t side) const;
  std::string_view text(std::size_t side) const;

  std::filesystem::path path_;
  MappedFile file_;
  ShardHeader header_;
  const int64_t *id_offsets_, *text_offsets_ = nullptr;
  const int32_t* ids_;
  const char *text_, *warnings_;
};

}  // namespace dragoman
