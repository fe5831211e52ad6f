#include "metrics/corpus.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

void check_utf8(const std::string& text, const char* kind, size_t sentence) {
  if (find_invalid_utf8(text)) require_utf8(text, fmt::format("{} {}", kind, sentence));
}

}  // namespace

void check_corpus(const std::vector<std::string>& hypotheses, const References& references) {
  if (hypotheses.size() != references.size() || hypotheses.empty()) {
    fail_input(
        "got {} hypotheses and {} lines of references; both must have the same number of "
        "lines, at least 1",
        hypotheses.size(), references.size());
  }
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    if (references[i].empty()) fail_input("sentence {} has no reference", i + 1);
    check_utf8(hypotheses[i], "hypothesis", i + 1);
    for (const std::string& reference : references[i]) check_utf8(reference, "reference", i + 1);
  }
}

std::optional<size_t> reference_count(const References& references) {
  const size_t count = references.front().size();
  const bool same = std::all_of(references.begin(), references.end(),
                                [count](const auto& lines) { return lines.size() == count; });
  return same ? std::optional(count) : std::nullopt;
}

}  // namespace dragoman
