#include "dragoman/report/alignment_quality.h"

#include "dragoman/base/error.h"

namespace dragoman {

std::vector<TrueAlignment> parse_alignments(const std::vector<std::string>& lines,
                                            const std::string& file) {
  std::vector<TrueAlignment> alignments;
  for (size_t line = 0; line < lines.size(); ++line) {
    alignments.push_back(parse_alignment(lines[line], fmt::format("{}:{}", file, line + 1)));
  }
  return alignments;
}

AlignmentScore alignment_quality(const Aligner& aligner, const std::vector<std::string>& sources,
                                 const std::vector<std::string>& targets,
                                 const std::vector<TrueAlignment>& truth) {
  AlignmentScore sum;
  for (size_t pair = 0; pair < sources.size(); ++pair) {
    sum +=
        score_alignment(hard_links(aligner.align_text(sources[pair], targets[pair])), truth[pair]);
  }
  return sum;
}

}  // namespace dragoman
