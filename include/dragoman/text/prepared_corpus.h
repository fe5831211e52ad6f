#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus_report.h"
#include "dragoman/text/pair_source.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

class Shard;
class ShardCheck;

/// Called while a corpus is being prepared: how many of its lines are done.
using PreparationProgress = std::function<void(int64_t done, int64_t all)>;

/// Encodes and checks the training text that `data` names, part by part, and writes what is left
/// of it into the folder, with its vocabularies: those that `config` names, or
/// new ones, trained on all pairs or, of many, on a seeded sample. What an earlier call has written
/// of the same text in the same way stays, so that one that was ended goes on, and one on a whole
/// folder proves it. The same text, keys and vocabularies give the same pairs as `encode_checked`.
/// Memory is bounded, whatever the size of the text.
/// @returns what was found; its doubts are for somebody to decide on
/// @throws InputError for anything that is wrong with the text, Error when the disk refuses
CorpusReport prepare_corpus(const std::filesystem::path& folder, const DataConfig& data,
                            const VocabularyConfig& vocabulary,
                            const PreparationProgress& progress);

/// The vocabularies of a folder that `prepare_corpus` wrote.
/// @throws InputError when it is not whole
Vocabularies prepared_vocabularies(const std::filesystem::path& folder, bool joint);

/// Pairs that `prepare_corpus` wrote, read from the disk as they are needed. Meanwhile their
/// checksums are proved.
class PreparedCorpus final : public PairSource {
 public:
  /// @param data says how it must have been made
  /// @param sampling the rate of `vocabulary.sampling`, for which the text must be there
  /// @throws InputError when the folder is not whole, or was made in another way
  PreparedCorpus(const std::filesystem::path& folder, const DataConfig& data,
                 Vocabularies vocabularies, double sampling);
  ~PreparedCorpus() override;

  std::size_t size() const override { return begins_.back(); }
  PairLength total() const override;
  /// @throws InputError where a shard is damaged there, or was found to be anywhere
  std::vector<EncodedPair> read(const std::vector<int64_t>& rows, const Draw& draw) const override;

  const CorpusReport& report() const { return report_; }

  /// Of the text, as `fingerprint` of corpus.h.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  struct Place {
    const Shard& shard;
    std::size_t row;
  };
  Place place_of(int64_t row) const;
  EncodedPair checked_pair(const Shard& shard, std::size_t row) const;

  std::filesystem::path folder_;
  Vocabularies vocabularies_;
  double sampling_;
  std::vector<Shard> shards_;
  std::vector<std::size_t> begins_ = {0};  // the pairs before each shard, and all
  CorpusReport report_;
  std::string fingerprint_;
  std::unique_ptr<ShardCheck> check_;
};

}  // namespace dragoman
