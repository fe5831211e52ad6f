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
  check_sides(source, corpus.source.size(), target, corpus.target.size());
  return corpus;
}

void check_sides(const std::filesystem::path& source, size_t source_lines,
                 const std::filesystem::path& target, size_t target_lines) {
  if (source_lines != target_lines) {
    fail_input("{} has {} lines but {} has {}: line i of one must translate line i of the other",
               source.string(), source_lines, target.string(), target_lines);
  }
  if (source_lines == 0) {
    fail_input("{} and {} are empty: expected one sentence a line", source.string(),
               target.string());
  }
}

std::string fingerprint(const ParallelCorpus& corpus) {
  Fingerprint fingerprint;
  add_lines(corpus.source, fingerprint);
  add_lines({std::string(1, '\0')}, fingerprint);  // NUL, which no line holds, divides the sides
  add_lines(corpus.target, fingerprint);
  return fingerprint.text();
}

}  // namespace dragoman
