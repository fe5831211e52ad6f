#pragma once
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <unordered_map>

#include "dragoman/base/fingerprint.h"
#include "dragoman/base/mapped_file.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Words of each target position, and how probable they are.
struct LikelyWords {
  Tensor words;          // int64 [T, B, K]
  Tensor probabilities;  // float [T, B, K]
};

struct VocabularyBytes {
  std::string source, target;
};

/// Writes what teachers say of pairs: of each target position, the end included, the likeliest
/// words. All numbers are little-endian: a header, K ids of 32 bits and K probabilities for each
/// position, an index that is sorted by the pairs' keys, the vocabularies, and a footer. A pair's
/// key is a fingerprint of its pieces: so it is found in any order, and in any corpus.
class TaughtWordsWriter {
 public:
  /// @param count K
  TaughtWordsWriter(std::ostream& out, VocabularyBytes vocabularies, int64_t count);

  /// Adds the pairs of a batch that are not there yet. @param words of its positions
  void add(const Batch& batch, const LikelyWords& words);

  /// Writes what follows the words.
  void finish();

  int64_t pairs() const { return static_cast<int64_t>(positions_of_.size()); }

 private:
  void put(const void* bytes, size_t size);

  std::ostream& out_;
  VocabularyBytes vocabularies_;
  int64_t count_, positions_ = 0;
  std::unordered_map<uint64_t, int64_t> positions_of_;  // of a key the first one
  Fingerprint checksum_;
};

/// Such a file, read as it is needed.
class TaughtWords {
 public:
  /// Whether the file begins like one.
  static bool is_at(const std::filesystem::path& path);

  /// @throws InputError when it is missing or damaged
  explicit TaughtWords(const std::filesystem::path& path);

  VocabularyBytes vocabularies() const;

  /// What it says of a batch. @param vocabulary pieces of the target side
  /// @throws InputError where it lacks a pair
  LikelyWords read(const Batch& batch, int64_t vocabulary) const;

 private:
  struct Entry {
    uint64_t key;
    int64_t position;
  };

  int64_t position_of(uint64_t key, int64_t length) const;

  std::filesystem::path path_;
  MappedFile file_;
  int64_t count_ = 0;  // K
  int64_t positions_ = 0;
  const std::byte* words_ = nullptr;
  const Entry *entries_ = nullptr, *entries_end_ = nullptr;
  int64_t source_bytes_ = 0, target_bytes_ = 0;
};

}  // namespace dragoman
