#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman {

/// Links of one sentence pair between words (source, target), from 0.
using WordLinks = std::set<std::pair<int64_t, int64_t>>;

/// The true links of one sentence pair; every sure link is possible too.
struct TrueAlignment {
  WordLinks sure, possible;
};

/// Reads "0-0 1-2 3?3": sure links i-j and merely possible ones i?j, as the Pharaoh format has it.
/// @throws InputError with `origin` (file and line) for anything else
TrueAlignment parse_alignment(std::string_view line, std::string_view origin);

/// "0-0 1-2"
std::string format_links(const WordLinks& links);

/// Counts over sentences that alignment error is made of.
struct AlignmentScore {
  int64_t links = 0;           ///< |A|
  int64_t sure = 0;            ///< |S|
  int64_t sure_found = 0;      ///< |A ∩ S|
  int64_t possible_found = 0;  ///< |A ∩ P|

  AlignmentScore& operator+=(const AlignmentScore& other);

  /// In percent, 0 where there is nothing to count.
  double precision() const;  ///< |A ∩ P| / |A|
  double recall() const;     ///< |A ∩ S| / |S|

  /// 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|), in percent (Och and Ney 2003, eq. 33).
  double error_rate() const;
};

AlignmentScore score_alignment(const WordLinks& found, const TrueAlignment& truth);

}  // namespace dragoman
