#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/metrics/score.h"

namespace dragoman {

/// sacreBLEU's defaults.
struct TerOptions {
  bool normalized = false;      ///< tercom's normalisation: entities, punctuation apart
  bool no_punctuation = false;  ///< drop punctuation
  bool asian_support = false;   ///< also split Chinese characters, drop East Asian punctuation
  bool case_sensitive = false;
};

/// Sufficient statistics.
struct TerStatistics {
  int64_t edits = 0;            ///< to the reference that needs the fewest
  double reference_length = 0;  ///< words; the mean over the references

  TerStatistics& operator+=(const TerStatistics& other);
  bool operator==(const TerStatistics&) const = default;
};

struct TerScore : Score {
  int64_t edits = 0;
  double reference_length = 0;
};

/// One value a sentence.
/// @throws InputError when the numbers of hypotheses and reference lines differ or are 0, a
/// sentence has no reference, or a text is not UTF-8.
std::vector<TerStatistics> ter_statistics(const std::vector<std::string>& hypotheses,
                                          const References& references,
                                          const TerOptions& options = {});

/// TER of summed statistics (Snover et al. 2006): edits a reference word, in percent; 100 when
/// there are edits and no reference word. The signature is left empty.
TerScore ter_from_statistics(const TerStatistics& sum);

/// TER of a corpus. @throws InputError as ter_statistics does.
TerScore corpus_ter(const std::vector<std::string>& hypotheses, const References& references,
                    const TerOptions& options = {});

}  // namespace dragoman
