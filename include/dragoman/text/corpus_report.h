#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dragoman {

/// What was found in one corpus. Every problem counts pairs; a pair with two problems counts in
/// both, and once in `dropped`.
struct CorpusReport {
  std::string name;
  int64_t pairs = 0;
  int64_t empty_source = 0;  // no piece at all: empty or only spaces
  int64_t empty_target = 0;
  int64_t invalid_utf8 = 0;         // on either side
  int64_t first_invalid = 0;        // line, from 1
  int64_t over_long = 0;            // a side has more than `max_length` pieces
  int64_t extreme_ratio = 0;        // one side has over `ratio_limit` times the pieces of the other
  int64_t other_script = 0;         // a side is not written in its script
  int64_t duplicates = 0;           // equal to an earlier pair
  int64_t copies = 0;               // source equals target
  std::optional<int64_t> in_train;  // source equals a training source; the caller sets it
  int64_t misaligned = 0;           // stands where the two sides are not in step
  int64_t dropped = 0;
  int64_t kept = 0;
  int64_t source_pieces = 0;  // of the kept pairs, end tokens not counted
  int64_t target_pieces = 0;
  int64_t max_length = 0;  // the limits used
  double ratio_limit = 0;
  std::vector<std::string> warnings;  // a sentence each on what the counts cannot say
  std::vector<std::string> doubts;    // the same, but so grave that somebody should decide on it

  double mean_source_length() const;  // pieces a kept pair; 0 without one
  double mean_target_length() const;
};

/// What adds up where a corpus is looked at in parts.
inline constexpr std::array corpus_counts = {
    &CorpusReport::pairs,         &CorpusReport::empty_source, &CorpusReport::empty_target,
    &CorpusReport::invalid_utf8,  &CorpusReport::over_long,    &CorpusReport::extreme_ratio,
    &CorpusReport::other_script,  &CorpusReport::duplicates,   &CorpusReport::copies,
    &CorpusReport::misaligned,    &CorpusReport::dropped,      &CorpusReport::kept,
    &CorpusReport::source_pieces, &CorpusReport::target_pieces};

/// An aligned table for people, one column a report; every line ends with a newline.
std::string format(const std::vector<CorpusReport>& reports);

}  // namespace dragoman
