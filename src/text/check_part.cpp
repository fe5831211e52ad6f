#include "text/check_part.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/text/misalignment.h"
#include "text/in_parallel.h"
#include "text/misalignment_text.h"
#include "text/script.h"

namespace dragoman {
namespace {

constexpr double reported_ratio = 4;

using TextPair = std::pair<std::string_view, std::string_view>;

/// The problems of one pair.
struct Findings {
  bool empty_source = false;
  bool empty_target = false;
  bool invalid_utf8 = false;
  bool over_long = false;
  bool extreme_ratio = false;
  bool other_script = false;
  bool duplicate = false;
  bool copy = false;
};

/// What is asked of each pair.
struct Limits {
  double ratio;
  int64_t pieces;
  ScriptTest source, target;
};

Findings examine(const TextPair& text, const EncodedPair& pair, const Limits& limits) {
  const auto [shorter, longer] = std::minmax({pair.source.size(), pair.target.size()});
  Findings found;
  found.empty_source = pair.source.empty();
  found.empty_target = pair.target.empty();
  found.invalid_utf8 = find_invalid_utf8(text.first) || find_invalid_utf8(text.second);
  found.over_long = longer > static_cast<size_t>(limits.pieces);
  found.extreme_ratio =
      shorter > 0 && static_cast<double>(longer) > limits.ratio * static_cast<double>(shorter);
  found.other_script = !found.invalid_utf8 &&
                       (limits.source.is_other(text.first) || limits.target.is_other(text.second));
  found.copy = text.first == text.second;
  return found;
}

bool should_drop(const Findings& found, const DataConfig& config) {
  return found.empty_source || found.empty_target || found.invalid_utf8 || found.over_long ||
         found.other_script || (found.extreme_ratio && config.max_length_ratio > 0) ||
         (found.duplicate && config.drop_duplicates) || (found.copy && config.drop_copies);
}

void count(const Findings& found, CorpusReport& report) {
  report.empty_source += found.empty_source;
  report.empty_target += found.empty_target;
  report.invalid_utf8 += found.invalid_utf8;
  report.over_long += found.over_long;
  report.extreme_ratio += found.extreme_ratio;
  report.other_script += found.other_script;
  report.duplicates += found.duplicate;
  report.copies += found.copy;
}

std::vector<int32_t> encode(const Vocabulary& vocabulary, std::string_view text) {
  const std::vector<int64_t> ids = vocabulary.encode(text);
  return {ids.begin(), ids.end()};
}

/// One of each a pair.
struct ExaminedPairs {
  std::vector<EncodedPair> pairs;
  std::vector<Findings> found;
};

/// By all processors: it takes most of the time of a check.
ExaminedPairs examine_all(const ParallelCorpus& corpus, const Vocabularies& vocabularies,
                          const Limits& limits) {
  ExaminedPairs examined{std::vector<EncodedPair>(corpus.size()),
                         std::vector<Findings>(corpus.size())};
  in_parallel(corpus.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::string &source = corpus.source[i], &target = corpus.target[i];
      EncodedPair& pair = examined.pairs[i];
      pair = {encode(vocabularies.source, source), encode(vocabularies.target, target)};
      examined.found[i] = examine({source, target}, pair, limits);
    }
  });
  return examined;
}

bool is_most(int64_t part, const CorpusReport& report) {
  return 2 * part > report.pairs;
}

void look_at_alignment(const std::vector<EncodedPair>& pairs, const ParallelCorpus& part,
                       size_t first_row, CorpusReport& report) {
  const std::vector<Misalignment> regions = find_misalignments(pairs);
  for (const Misalignment& region : regions) {
    report.misaligned += static_cast<int64_t>(region.size());
  }
  report.warnings = describe(regions, part, report.name, first_row);
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
  add(report.other_script, "in another script (data.source_script, data.target_script)");
  if (config.drop_duplicates) add(report.duplicates, "duplicates (data.drop_duplicates)");
  if (config.drop_copies) add(report.copies, "copies (data.drop_copies)");
  report.doubts.push_back(fmt::format("{}: {} of {} pairs are dropped: {}", report.name,
                                      report.dropped, report.pairs, reasons));
}

}  // namespace

CorpusReport new_report(std::string_view name, const DataConfig& config) {
  CorpusReport report;
  report.name = name;
  report.max_length = config.max_length;
  report.ratio_limit = config.max_length_ratio > 0 ? config.max_length_ratio : reported_ratio;
  return report;
}

CheckedPart check_part(const PartCheck& check, const ParallelCorpus& part,
                       const IsRepeated& is_repeated) {
  CheckedPart checked{{}, {}, new_report(check.name, check.config)};
  CorpusReport& report = checked.report;
  report.pairs = static_cast<int64_t>(part.size());
  auto [pairs, findings] =
      examine_all(part, check.vocabularies,
                  {report.ratio_limit, report.max_length, ScriptTest(check.config.source_script),
                   ScriptTest(check.config.target_script)});
  look_at_alignment(pairs, part, check.first_row, report);
  for (size_t i = 0; i < part.size(); ++i) {
    Findings& found = findings[i];
    found.duplicate = is_repeated(part.source[i], part.target[i]);
    count(found, report);
    if (found.invalid_utf8 && report.first_invalid == 0) {
      report.first_invalid = static_cast<int64_t>(check.first_row + i) + 1;
    }
    if (check.dropping && should_drop(found, check.config)) continue;
    report.source_pieces += static_cast<int64_t>(pairs[i].source.size());
    report.target_pieces += static_cast<int64_t>(pairs[i].target.size());
    checked.pairs.push_back(std::move(pairs[i]));
    checked.rows.push_back(i);
  }
  report.kept = static_cast<int64_t>(checked.pairs.size());
  report.dropped = report.pairs - report.kept;
  return checked;
}

void add_part(CorpusReport& report, const CorpusReport& part) {
  for (int64_t CorpusReport::*count : corpus_counts) report.*count += part.*count;
  if (report.first_invalid == 0) report.first_invalid = part.first_invalid;
  report.warnings.insert(report.warnings.end(), part.warnings.begin(), part.warnings.end());
}

void check_any_left(const CorpusReport& report) {
  if (report.kept > 0) return;
  fail_input(
      "{}: none of the {} pairs is left ({} empty, {} not valid UTF-8, {} over data.max_length = "
      "{} pieces): check the files, or raise data.max_length",
      report.name, report.pairs, std::max(report.empty_source, report.empty_target),
      report.invalid_utf8, report.over_long, report.max_length);
}

void judge(CorpusReport& report, const DataConfig& config) {
  if (is_most(report.misaligned, report)) report.doubts.swap(report.warnings);
  judge_dropped(report, config);
}

}  // namespace dragoman
