#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"
#include "dragoman/base/memory.h"
#include "dragoman/base/selected.h"
#include "dragoman/text/prepared_corpus.h"
#include "dragoman/text/sampled_lines.h"
#include "text/check_part.h"
#include "text/parallel_reader.h"
#include "text/prepared_folder.h"
#include "text/repeated_pairs.h"
#include "text/shard.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Lines of a shard: what is in memory at a time, and done again after an end.
constexpr size_t lines_of_a_shard = 100'000;

/// Pairs that vocabularies are trained on: SentencePiece takes some 6 KB for each.
constexpr size_t sampled_pairs = 100'000;

/// A text that has been read once.
struct Overview {
  size_t lines;
  std::string fingerprint;
};

size_t read_side(const fs::path& path, Fingerprint& fingerprint) {
  LineReader reader(path);
  for (std::string line; reader.next(line);) {
    fingerprint.add(line);
    fingerprint.add("\n");
  }
  return reader.count();
}

Overview read_once(const DataConfig& data) {
  Fingerprint fingerprint;
  const size_t source = read_side(data.train_source, fingerprint);
  fingerprint.add(std::string_view("\0\n", 2));
  const size_t target = read_side(data.train_target, fingerprint);
  check_sides(data.train_source, source, data.train_target, target);
  return {source, fingerprint.text()};
}

/// As they stand in the text.
ParallelCorpus sample_of(const DataConfig& data, size_t lines) {
  const std::vector<bool> is_chosen = sampled_rows(lines, sampled_pairs);
  ParallelReader reader(data.train_source, data.train_target);
  ParallelCorpus sample;
  for (size_t row = 0; row < lines; ++row) {
    ParallelCorpus pair = reader.next(1);
    if (pair.size() == 0) break;
    if (!is_chosen[row]) continue;
    sample.source.push_back(std::move(pair.source.front()));
    sample.target.push_back(std::move(pair.target.front()));
  }
  return sample;
}

Vocabularies vocabularies_for(const VocabularyConfig& config, const DataConfig& data,
                              size_t lines) {
  const bool source = !config.source_model.empty(), target = !config.target_model.empty();
  const bool given = config.joint ? source || target : source && target;
  return make_vocabularies(config, given ? ParallelCorpus{} : sample_of(data, lines));
}

/// The shard, where it is there already and what would be written.
std::optional<CorpusReport> reusable(const fs::path& path, const std::string& settings,
                                     const std::string& input) {
  if (!fs::exists(path)) return std::nullopt;
  try {
    const Shard shard(path);
    if (shard.settings() == settings && shard.input() == input && shard.is_whole()) {
      return shard.report();
    }
  } catch (const InputError&) {
    // It is written anew.
  }
  return std::nullopt;
}

/// Makes the shards of a text one after the other.
class Preparation {
 public:
  Preparation(PreparedFolder folder, const DataConfig& data, const Vocabularies& vocabularies,
              size_t lines, bool with_text)
      : folder_(std::move(folder)),
        data_(data),
        vocabularies_(vocabularies),
        with_text_(with_text),
        settings_(settings_of(data, vocabularies, with_text)),
        repeated_(lines),
        report_(new_report("train", data)) {}

  void add(const ParallelCorpus& part) {
    const fs::path path = folder_.shard(shards_);
    // What is a repeated pair depends on all before.
    lines_so_far_.add(fingerprint(part));
    const std::string input = lines_so_far_.text();
    if (const auto report = reusable(path, settings_, input)) {
      for (size_t i = 0; i < part.size(); ++i) repeated_.add(part.source[i], part.target[i]);
      count(*report, part.size());
    } else {
      count(write(path, input, part), part.size());
    }
  }

  /// Writes the index. @returns what was found in all shards
  CorpusReport finish(const Overview& text) {
    judge(report_, data_);
    check_any_left(report_);
    PreparedIndex index;
    index.shards = shards_;
    index.pairs = report_.kept;
    std::copy_n(text.fingerprint.begin(), index.fingerprint.size(), index.fingerprint.begin());
    for (int64_t left = shards_; fs::remove(folder_.shard(left)); ++left) continue;
    write_index(folder_, index);
    return report_;
  }

 private:
  CorpusReport write(const fs::path& path, const std::string& input, const ParallelCorpus& part) {
    CheckedPart checked = check_part({"train", vocabularies_, data_, true, lines_}, part,
                                     [&](std::string_view source, std::string_view target) {
                                       return repeated_.add(source, target);
                                     });
    ShardContents contents{settings_, input, checked.report, std::move(checked.pairs), {}};
    if (with_text_) {
      contents.text = {selected(part.source, checked.rows), selected(part.target, checked.rows)};
    }
    write_shard(path, contents);
    return checked.report;
  }

  void count(const CorpusReport& part, size_t lines) {
    add_part(report_, part);
    lines_ += lines;
    ++shards_;
  }

  const PreparedFolder folder_;
  const DataConfig& data_;
  const Vocabularies& vocabularies_;
  const bool with_text_;
  const std::string settings_;
  RepeatedPairs repeated_;
  CorpusReport report_;
  Fingerprint lines_so_far_;
  size_t lines_ = 0;
  int64_t shards_ = 0;
};

/// @throws InputError where the folder holds something of others
void check_folder(const PreparedFolder& folder) {
  std::error_code none;
  const bool is_free = !fs::exists(folder.root, none) || fs::is_empty(folder.root, none);
  if (is_free || read_index(folder)) return;
  fail_input("data.prepared: {} holds something else: give a folder that is empty or new",
             folder.root.string());
}

/// What the folder holds is no whole corpus from then on.
void begin_folder(const PreparedFolder& folder) {
  std::error_code failure;
  fs::create_directories(folder.root, failure);
  if (failure) {
    fail_input("cannot create {} ({}): set another data.prepared", folder.root.string(),
               failure.message());
  }
  remove_left_over(folder.root);
  write_index(folder, {});
}

}  // namespace

CorpusReport prepare_corpus(const fs::path& folder, const DataConfig& data,
                            const VocabularyConfig& vocabulary,
                            const PreparationProgress& progress) {
  check_folder({folder});
  const Overview text = read_once(data);
  const Vocabularies vocabularies = vocabularies_for(vocabulary, data, text.lines);
  return_free_memory();  // the training of vocabularies took much
  begin_folder({folder});
  save(vocabularies, folder);
  Preparation preparation({folder}, data, vocabularies, text.lines, vocabulary.sampling > 0);
  ParallelReader reader(data.train_source, data.train_target);
  const auto all = static_cast<int64_t>(text.lines);
  for (int64_t done = 0; done < all;) {
    const ParallelCorpus part = reader.next(lines_of_a_shard);
    if (part.size() == 0) fail_input("{} has changed meanwhile: try again", data.train_source);
    preparation.add(part);
    done += static_cast<int64_t>(part.size());
    progress(done, all);
  }
  return preparation.finish(text);
}

}  // namespace dragoman
