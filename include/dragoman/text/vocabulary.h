#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// The ids with a meaning of their own, the same in every vocabulary.
struct TokenIds {
  static constexpr int64_t padding = 0;
  static constexpr int64_t unknown = 1;
  static constexpr int64_t begin = 2;
  static constexpr int64_t end = 3;
};

/// One SentencePiece model: raw text to piece ids and back. Immutable and shared, so copies are
/// cheap and threads may use one at the same time.
class Vocabulary {
 public:
  /// Trains on `lines`. The result depends on the arguments only, not on the machine or its number
  /// of threads. Lines that SentencePiece cannot use (empty, or over 4,192 bytes) are passed over;
  /// of more than 5,000,000 lines an evenly spaced sample is used.
  /// A `size` of 0 is the automatic one, or the largest that the text allows.
  /// @throws InputError when there is no text, or not enough for `size` pieces.
  static Vocabulary train(const VocabularyConfig& config, const std::vector<std::string>& lines);

  /// From a serialized model; `origin` names it in errors.
  /// @throws InputError when it is no SentencePiece model or its special ids are not TokenIds.
  static Vocabulary from_bytes(std::string serialized, std::string_view origin);

  /// @throws InputError as `from_bytes`, and when the file cannot be read.
  static Vocabulary load(const std::filesystem::path& path);

  /// Writes the serialized model, atomically.
  void save(const std::filesystem::path& path) const;

  const std::string& bytes() const;
  int64_t size() const;

  /// The pieces of `text`, without begin and end. Any byte sequence is accepted.
  std::vector<int64_t> encode(std::string_view text) const;

  /// A segmentation of each line, drawn at random: from a unigram model with probability
  /// proportional to P(segmentation)^alpha (Kudo 2018, eq. 8, l = infinity), from a BPE model by
  /// skipping merges at the rate alpha (Provilkov et al. 2020). The same arguments give the same.
  /// @throws InputError when the model is of another kind.
  std::vector<std::vector<int64_t>> sample(const std::vector<std::string>& lines, double alpha,
                                           uint64_t seed) const;

  /// Raw text of one line: pieces of bytes that would end it are spaces. Begin, end and padding add
  /// nothing.
  /// @throws Error when an id is outside [0, size).
  std::string decode(const std::vector<int64_t>& ids) const;

  /// The pieces as SentencePiece writes them, one an id; "▁" stands for a space.
  /// @throws Error when an id is outside [0, size).
  std::vector<std::string> pieces(const std::vector<int64_t>& ids) const;

 private:
  struct Model;
  explicit Vocabulary(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  int checked(int64_t id) const;

  std::shared_ptr<const Model> model_;
};

}  // namespace dragoman
