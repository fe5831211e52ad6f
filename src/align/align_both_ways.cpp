#include "dragoman/align/align_both_ways.h"

#include <future>

namespace dragoman {
namespace {

WordLinks links_of(const std::vector<int64_t>& origins, bool swapped) {
  WordLinks links;
  for (size_t word = 0; word < origins.size(); ++word) {
    const auto place = static_cast<int64_t>(word);
    if (origins[word] < 0) continue;
    links.insert(swapped ? std::pair{place, origins[word]} : std::pair{origins[word], place});
  }
  return links;
}

}  // namespace

std::vector<WordLinks> align_both_ways(const std::vector<WordPair>& pairs,
                                       const WordAlignerOptions& options,
                                       Symmetrization symmetrization) {
  std::vector<WordPair> swapped;
  for (const WordPair& pair : pairs) swapped.push_back({pair.target, pair.source});
  auto other = std::async(std::launch::async, [&] { return align_words(swapped, options); });
  const WordOrigins forward = align_words(pairs, options), backward = other.get();
  std::vector<WordLinks> links;
  for (size_t i = 0; i < pairs.size(); ++i) {
    links.push_back(
        symmetrize(links_of(forward[i], false), links_of(backward[i], true), symmetrization));
  }
  return links;
}

}  // namespace dragoman
