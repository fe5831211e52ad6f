#pragma once
#include <string>
#include <vector>

#include "dragoman/metrics/alignment_error.h"
#include "dragoman/search/aligner.h"

namespace dragoman {

/// One line a sentence pair. @throws InputError naming file and line
std::vector<TrueAlignment> parse_alignments(const std::vector<std::string>& lines,
                                            const std::string& file);

/// How well the attention's strongest links, while the model writes `targets`, match the true ones.
AlignmentScore alignment_quality(const Aligner& aligner, const std::vector<std::string>& sources,
                                 const std::vector<std::string>& targets,
                                 const std::vector<TrueAlignment>& truth);

}  // namespace dragoman
