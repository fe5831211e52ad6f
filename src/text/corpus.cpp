#include "dragoman/text/corpus.h"

#include <cstdint>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

/// FNV-1a, 64 bits; a newline after each line keeps the division into lines apart.
uint64_t hash_lines(uint64_t hash, const std::vector<std::string>& lines) {
  constexpr uint64_t prime = 0x100000001B3ULL;
  for (const std::string& line : lines) {
    for (const char byte : line) hash = (hash ^ static_cast<unsigned char>(byte)) * prime;
    hash = (hash ^ '\n') * prime;
  }
  return hash;
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
  constexpr uint64_t offset_basis = 0xCBF29CE484222325ULL;
  const uint64_t source = hash_lines(offset_basis, corpus.source);
  // NUL, which no line holds, divides the sides.
  return fmt::format("{:016x}",
                     hash_lines(hash_lines(source, {std::string(1, '\0')}), corpus.target));
}

}  // namespace dragoman
