// Two sides of a corpus, the first byte 0x1E between them, and what the check of the data makes of
// their texts.
#include "dragoman/text/corpus.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/text/corpus_statistics.h"
#include "dragoman/text/misalignment.h"
#include "dragoman/text/swapped_sides.h"
#include "fuzz/memory_file.h"
#include "text/misalignment_text.h"

namespace {

/// One id a byte, repeated to be enough to be judged.
std::vector<dragoman::EncodedPair> many_pairs(const dragoman::ParallelCorpus& corpus) {
  std::vector<dragoman::EncodedPair> pairs;
  for (size_t i = 0; i < 256; ++i) {
    const std::string& source = corpus.source[i % corpus.size()];
    const std::string& target = corpus.target[i * 7 % corpus.size()];
    pairs.push_back({{source.begin(), source.end()}, {target.begin(), target.end()}});
  }
  return pairs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const uint8_t* const end = data + size;
  const uint8_t* const middle = std::find(data, end, 0x1E);
  const uint8_t* const rest = std::min(middle + 1, end);
  const fuzz::MemoryFile source(data, static_cast<size_t>(middle - data));
  const fuzz::MemoryFile target(rest, static_cast<size_t>(end - rest));
  fuzz::allow<InputError>([&] {
    const ParallelCorpus corpus = read_parallel(source.path(), target.path());
    fingerprint(corpus);
    corpus_statistics(corpus);
    sides_swapped(corpus, corpus);
    if (corpus.size() % 8 == 0) find_misalignments(many_pairs(corpus));  // slow
    describe({{0, corpus.size(), std::nullopt}, {0, corpus.size(), 31}}, corpus, "fuzzed");
  });
  return 0;
}
