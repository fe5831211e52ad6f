#include "dragoman/text/prepared_corpus.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/text/segmentation.h"
#include "text/check_part.h"
#include "text/prepared_folder.h"
#include "text/shard.h"
#include "text/shard_check.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Rows whose surroundings, which the system maps with them, are in memory at a time.
constexpr std::size_t read_together = 512;

PreparedIndex whole_index(const PreparedFolder& folder) {
  const std::optional<PreparedIndex> index = read_index(folder);
  if (index && index->shards > PreparedIndex::unfinished) return *index;
  fail_input(
      "data.prepared: {} is no whole prepared corpus: run dragoman prepare with this configuration",
      folder.root.string());
}

void check_ids(const std::vector<int32_t>& ids, int64_t pieces, const fs::path& folder) {
  const auto is_piece = [&](int32_t id) { return id >= 0 && id < pieces; };
  if (std::all_of(ids.begin(), ids.end(), is_piece)) return;
  fail_input("{}: damaged: it has pieces that its vocabulary lacks: prepare the corpus again",
             folder.string());
}

}  // namespace

Vocabularies prepared_vocabularies(const fs::path& folder, bool joint) {
  whole_index({folder});
  return load_vocabularies(folder, joint);
}

PreparedCorpus::PreparedCorpus(const fs::path& folder, const DataConfig& data,
                               Vocabularies vocabularies, double sampling)
    : folder_(folder),
      vocabularies_(std::move(vocabularies)),
      sampling_(sampling),
      report_(new_report("train", data)) {
  const PreparedIndex index = whole_index({folder});
  fingerprint_.assign(index.fingerprint.begin(), index.fingerprint.end());
  for (int64_t number = 0; number < index.shards; ++number) {
    const Shard& shard = shards_.emplace_back(PreparedFolder{folder}.shard(number));
    if (sampling > 0 && !shard.has_text()) {
      fail_input(
          "data.prepared: {} has no text, which vocabulary.sampling needs: prepare the corpus "
          "again with it",
          folder_.string());
    }
    if (shard.settings() != settings_of(data, vocabularies_, shard.has_text())) {
      fail_input(
          "data.prepared: {} was made with another vocabulary, or other values of "
          "data.max_length, data.max_length_ratio, data.drop_duplicates, data.drop_copies, "
          "data.source_script or data.target_script: give the same, or prepare the corpus again",
          folder_.string());
    }
    begins_.push_back(begins_.back() + shard.size());
    add_part(report_, shard.report());
  }
  if (static_cast<int64_t>(size()) != index.pairs) {
    fail_input("{}: its shards have {} pairs, and its index says {}: prepare the corpus again",
               folder_.string(), size(), index.pairs);
  }
  judge(report_, data);
  check_ = std::make_unique<ShardCheck>(shards_);
}

PreparedCorpus::~PreparedCorpus() = default;

PairLength PreparedCorpus::total() const {
  return {report_.source_pieces + report_.kept, report_.target_pieces + report_.kept};
}

PreparedCorpus::Place PreparedCorpus::place_of(int64_t row) const {
  const auto place = static_cast<std::size_t>(row);
  if (row < 0 || place >= size()) fail("row {} is none of {} pairs", row, size());
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), place);
  const auto number = static_cast<std::size_t>(after - begins_.begin()) - 1;
  return {shards_[number], place - begins_[number]};
}

std::vector<EncodedPair> PreparedCorpus::read(const std::vector<int64_t>& rows,
                                              const Draw& draw) const {
  check_->refuse_damage();
  ParallelCorpus text;
  std::vector<EncodedPair> pairs;
  for (std::size_t begin = 0; begin < rows.size(); begin += read_together) {
    const std::size_t end = std::min(rows.size(), begin + read_together);
    std::set<const Shard*> read;
    for (std::size_t i = begin; i < end; ++i) {
      const auto [shard, row] = place_of(rows[i]);
      read.insert(&shard);
      if (sampling_ > 0) {
        text.source.emplace_back(shard.source_text(row));
        text.target.emplace_back(shard.target_text(row));
      } else {
        pairs.push_back(checked_pair(shard, row));
      }
    }
    for (const Shard* shard : read) shard->forget();
  }
  return sampling_ > 0 ? draw_segmentations(text, vocabularies_, sampling_, draw.seed) : pairs;
}

EncodedPair PreparedCorpus::checked_pair(const Shard& shard, std::size_t row) const {
  EncodedPair pair = shard.pair(row);
  check_ids(pair.source, vocabularies_.source.size(), folder_);
  check_ids(pair.target, vocabularies_.target.size(), folder_);
  return pair;
}

}  // namespace dragoman
