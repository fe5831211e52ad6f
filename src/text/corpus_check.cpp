#include "dragoman/text/corpus_check.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

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
                 int64_t max_length) {
  const auto [shorter, longer] = std::minmax({pair.source.size(), pair.target.size()});
  Findings found;
  found.empty_source = pair.source.empty();
  found.empty_target = pair.target.empty();
  found.invalid_utf8 = find_invalid_utf8(text.first) || find_invalid_utf8(text.second);
  found.over_long = longer > static_cast<size_t>(max_length);
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

CheckedCorpus encode_corpus(std::string name, const ParallelCorpus& corpus,
                            const Vocabularies& vocabularies, const DataConfig& config,
                            bool dropping) {
  CheckedCorpus checked;
  CorpusReport& report = checked.report;
  report.name = std::move(name);
  report.pairs = static_cast<int64_t>(corpus.size());
  report.max_length = config.max_length;
  report.ratio_limit = config.max_length_ratio > 0 ? config.max_length_ratio : reported_ratio;

  std::unordered_set<TextPair, TextPairHash> seen;
  for (size_t i = 0; i < corpus.size(); ++i) {
    const TextPair text(corpus.source[i], corpus.target[i]);
    EncodedPair pair{encode(vocabularies.source, text.first),
                     encode(vocabularies.target, text.second)};
    Findings found = examine(text, pair, report.ratio_limit, config.max_length);
    found.duplicate = !seen.insert(text).second;
    count(found, report);
    if (dropping && should_drop(found, config)) continue;
    keep(std::move(pair), checked);
    checked.rows.push_back(i);
  }
  report.kept = static_cast<int64_t>(checked.corpus.size());
  report.dropped = report.pairs - report.kept;
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
