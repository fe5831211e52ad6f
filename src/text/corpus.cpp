#include "dragoman/text/corpus.h"

#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

/// A newline after each line keeps the division into lines apart.
void add_lines(const std::vector<std::string>& lines, Fingerprint& fingerprint) {
  for (const std::string& line : lines) {
    fingerprint.add(line);
    fingerprint.add("\n");
  }
}

}  // namespace

ParallelCorpus read_parallel(const std::filesystem::path& source,
                             const std::filesystem::path& target) {
  ParallelCorpus corpus{read_lines(source), read_lines(target)};
  if (corpus.source.size() != corpus.target.size()) {
    fail_input("{} has {} lines but {} has {}: line i of one must translate line i of the other",
               source.string(), corpus.source.size(), target.string(), corpus.target.size());
  }
  if (corpus.source.empty()) {
    fail_input("{} and {} are empty: expected one sentence a line", source.string(),
               target.string());
  }
  return corpus;
}

std::string fingerprint(const ParallelCorpus& corpus) {
  Fingerprint fingerprint;
  add_lines(corpus.source, fingerprint);
  add_lines({std::string(1, '\0')}, fingerprint);  // NUL, which no line holds, divides the sides
  add_lines(corpus.target, fingerprint);
  return fingerprint.text();
}

}  // namespace dragoman
