#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/metrics/score.h"

namespace dragoman {

/// sacreBLEU's defaults: chrF (Popović 2015). `word_order` 2 makes it chrF++ (Popović 2017).
struct ChrfOptions {
  int character_order = 6;  ///< longest character n-gram; at least 1
  int word_order = 0;       ///< longest word n-gram; 0 means none
  int beta = 2;             ///< recall weighs beta times as much as precision
  bool lowercase = false;
  bool whitespace = false;     ///< whether white space counts as characters
  bool eps_smoothing = false;  ///< mean of the orders' F, as chrF++.py, not F of the mean orders
};

struct NgramCounts {
  int64_t hypothesis = 0;  ///< 0 where the reference has no n-gram of this order
  int64_t reference = 0;
  int64_t matches = 0;
  bool operator==(const NgramCounts&) const = default;
};

/// Sufficient statistics, a value an order: character orders first, then word orders. Of several
/// references, those of the one with the best chrF.
struct ChrfStatistics {
  std::vector<NgramCounts> orders;

  ChrfStatistics& operator+=(const ChrfStatistics& other);
  bool operator==(const ChrfStatistics&) const = default;
};

/// One value a sentence.
/// @throws InputError when the numbers of hypotheses and reference lines differ or are 0, a
/// sentence has no reference, a text is not UTF-8, or an option is out of range.
std::vector<ChrfStatistics> chrf_statistics(const std::vector<std::string>& hypotheses,
                                            const References& references,
                                            const ChrfOptions& options = {});

/// chrF of summed statistics (Popović 2015): (1 + β²) P R / (β² P + R), in percent, where P and R
/// are the means of the n-gram precisions and recalls. The signature is left empty.
Score chrf_from_statistics(const ChrfStatistics& sum, const ChrfOptions& options = {});

/// chrF of a corpus. @throws InputError as chrf_statistics does.
Score corpus_chrf(const std::vector<std::string>& hypotheses, const References& references,
                  const ChrfOptions& options = {});

}  // namespace dragoman
