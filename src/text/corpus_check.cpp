#include "dragoman/text/corpus_check.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/text/misalignment.h"
#include "text/misalignment_text.h"

namespace dragoman {
namespace {

constexpr double reported_ratio = 4;

using TextPair = std::pair<std::string_view, std::string_view>;

struct TextPairHash {
  size_t operator()(const TextPair& pair) const {
    const std::hash<std::string_view> hash;
    return hash(pair.first) * 31 + hash(pair.second);
  }
};

/// The problems of one pair.
struct Findings {
  bool empty_source = false;
  bool empty_target = false;
  bool invalid_utf8 = false;
  bool over_long = false;
  bool extreme_ratio = false;
  bool duplicate = false;
  bool copy = false;
};

Findings examine(const TextPair& text, const EncodedPair& pair, double ratio_limit,
                 int64_t most_pieces) {
  const auto [shorter, longer] = std::minmax({pair.source.size(), pair.target.size()});
  Findings found;
  found.empty_source = pair.source.empty();
  found.empty_target = pair.target.empty();
  found.invalid_utf8 = find_invalid_utf8(text.first) || find_invalid_utf8(text.second);
  found.over_long = longer > static_cast<size_t>(most_pieces);
  found.extreme_ratio =
      shorter > 0 && static_cast<double>(longer) > ratio_limit * static_cast<double>(shorter);
  found.copy = text.first == text.second;
  return found;
}

bool should_drop(const Findings& found, const DataConfig& config) {
  return found.empty_source || found.empty_target || found.invalid_utf8 || found.over_long ||
         (found.extreme_ratio && config.max_length_ratio > 0) ||
         (found.duplicate && config.drop_duplicates) || (found.copy && config.drop_copies);
}

void count(const Findings& found, CorpusReport& report) {
  report.empty_source += found.empty_source;
  report.empty_target += found.empty_target;
  report.invalid_utf8 += found.invalid_utf8;
  report.over_long += found.over_long;
  report.extreme_ratio += found.extreme_ratio;
  report.duplicates += found.duplicate;
  report.copies += found.copy;
}

std::vector<int32_t> encode(const Vocabulary& vocabulary, std::string_view text) {
  const std::vector<int64_t> ids = vocabulary.encode(text);
  return {ids.begin(), ids.end()};
}

void keep(EncodedPair pair, CheckedCorpus& checked) {
  checked.report.source_pieces += static_cast<int64_t>(pair.source.size());
  checked.report.target_pieces += static_cast<int64_t>(pair.target.size());
  checked.corpus.pairs.push_back(std::move(pair));
}

std::vector<EncodedPair> encode_pairs(const ParallelCorpus& corpus,
                                      const Vocabularies& vocabularies) {
  std::vector<EncodedPair> pairs;
  pairs.reserve(corpus.size());
  for (size_t i = 0; i < corpus.size(); ++i) {
    pairs.push_back({encode(vocabularies.source, corpus.source[i]),
                     encode(vocabularies.target, corpus.target[i])});
  }
  return pairs;
}

bool is_most(int64_t part, const CorpusReport& report) {
  return 2 * part > report.pairs;
}

void judge_alignment(const std::vector<EncodedPair>& pairs, const ParallelCorpus& corpus,
                     CorpusReport& report) {
  const std::vector<Misalignment> regions = find_misalignments(pairs);
  for (const Misalignment& region : regions) {
    report.misaligned += static_cast<int64_t>(region.size());
  }
  report.warnings = describe(regions, corpus, report.name);
  if (is_most(report.misaligned, report)) report.doubts.swap(report.warnings);
}

void judge_dropped(CorpusReport& report, const DataConfig& config) {
  if (!is_most(report.dropped, report)) return;
  std::string reasons;
  const auto add = [&](int64_t count, const std::string& reason) {
    if (count > 0) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count, reason);
  };
  add(report.empty_source, "with an empty source");
  add(report.empty_target, "with an empty target");
  add(report.invalid_utf8,
      fmt::format("not valid UTF-8 (the first is line {})", report.first_invalid));
  add(report.over_long, fmt::format("over data.max_length = {} pieces", config.max_length));
  if (config.max_length_ratio > 0) {
    add(report.extreme_ratio, fmt::format("over data.max_length_ratio = {}", report.ratio_limit));
  }
  if (config.drop_duplicates) add(report.duplicates, "duplicates (data.drop_duplicates)");
  if (config.drop_copies) add(report.copies, "copies (data.drop_copies)");
  report.doubts.push_back(fmt::format("{}: {} of {} pairs are dropped: {}", report.name,
                                      report.dropped, report.pairs, reasons));
}

CheckedCorpus encode_corpus(std::string name, const ParallelCorpus& corpus,
                            const Vocabularies& vocabularies, const DataConfig& config,
                            bool dropping) {
  CheckedCorpus checked;
  CorpusReport& report = checked.report;
  report.name = std::move(name);
  report.pairs = static_cast<int64_t>(corpus.size());
  report.max_length = config.max_length;
  report.ratio_limit = config.max_length_ratio > 0 ? config.max_length_ratio : reported_ratio;

  std::vector<EncodedPair> pairs = encode_pairs(corpus, vocabularies);
  judge_alignment(pairs, corpus, report);
  std::unordered_set<TextPair, TextPairHash> seen;
  for (size_t i = 0; i < corpus.size(); ++i) {
    const TextPair text(corpus.source[i], corpus.target[i]);
    Findings found = examine(text, pairs[i], report.ratio_limit, config.max_length);
    found.duplicate = !seen.insert(text).second;
    count(found, report);
    if (found.invalid_utf8 && report.invalid_utf8 == 1) {
      report.first_invalid = static_cast<int64_t>(i) + 1;
    }
    if (dropping && should_drop(found, config)) continue;
    keep(std::move(pairs[i]), checked);
    checked.rows.push_back(i);
  }
  report.kept = static_cast<int64_t>(checked.corpus.size());
  report.dropped = report.pairs - report.kept;
  judge_dropped(report, config);
  return checked;
}

}  // namespace

CheckedCorpus encode_checked(std::string name, const ParallelCorpus& corpus,
                             const Vocabularies& vocabularies, const DataConfig& config) {
  CheckedCorpus checked = encode_corpus(std::move(name), corpus, vocabularies, config, true);
  if (checked.report.kept == 0) {
    const CorpusReport& report = checked.report;
    fail_input(
        "{}: none of the {} pairs is left ({} empty, {} not valid UTF-8, {} over data.max_length = "
        "{} pieces): check the files, or raise data.max_length",
        report.name, report.pairs, std::max(report.empty_source, report.empty_target),
        report.invalid_utf8, report.over_long, config.max_length);
  }
  return checked;
}

CheckedCorpus encode_all(std::string name, const ParallelCorpus& corpus,
                         const Vocabularies& vocabularies, const DataConfig& config) {
  return encode_corpus(std::move(name), corpus, vocabularies, config, false);
}

int64_t count_contained(const std::vector<std::string>& sources,
                        const std::vector<std::string>& train_sources) {
  const std::unordered_set<std::string_view> train(train_sources.begin(), train_sources.end());
  return std::count_if(sources.begin(), sources.end(),
                       [&](const std::string& line) { return train.count(line) > 0; });
}

}  // namespace dragoman
