#pragma once
#include <string>
#include <vector>

#include "dragoman/config/study_file.h"
#include "dragoman/report/study_result.h"

namespace dragoman {

/// The study as tables.
std::string study_markdown(const Study& study, const std::vector<StudyResult>& results);

/// The study as one self-contained page: the same tables, charts by Chart.js, attention maps.
std::string study_html(const Study& study, const std::vector<StudyResult>& results);

}  // namespace dragoman
