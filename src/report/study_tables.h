#pragma once
#include <string>
#include <vector>

#include "dragoman/config/study_file.h"
#include "dragoman/report/study_result.h"

namespace dragoman {

/// A table whose first column names variants, for Markdown and HTML alike.
struct StudyTable {
  std::string title;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// Means over seeds, where there are several; scores and costs; BLEU over joined lines, where the study has some; BLEU by source length.
std::vector<StudyTable> study_tables(const Study& study, const std::vector<StudyResult>& results);

/// The variant's name, with the seed where there are several.
std::string label_of(const Study& study, const StudyResult& result);

}  // namespace dragoman
