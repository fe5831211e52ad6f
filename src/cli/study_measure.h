#pragma once
#include <filesystem>

#include "dragoman/config/study_file.h"
#include "dragoman/report/study_result.h"

namespace dragoman {

/// A variant's finished run.
struct StudyRun {
  std::string variant;
  int64_t seed = 0;
  std::filesystem::path directory;
  double peak_memory_mib = 0;
};

/// What a study asks of each test set, as text: other results are of no use to it.
std::string measuring_of(const Study& study);

/// Translates and scores the test set by the run's best model; leaves the translations in the run's
/// directory as test.N.txt, N lines joined.
/// @throws InputError when the run's configuration names no test set
StudyResult measure(const Study& study, const StudyRun& run);

/// Sets `gain` and `p_value` of every result beside that of the first variant with the same seed,
/// by the translations in the runs' directories.
void compare_with_first(const Study& study, std::vector<StudyResult>& results);

}  // namespace dragoman
