#include "dragoman/text/piece_links.h"

#include <memory>

#include "dragoman/base/selected.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

/// The pieces of each word.
std::vector<std::vector<int32_t>> pieces_by_word(const Vocabulary& vocabulary,
                                                 const std::vector<int32_t>& ids) {
  std::vector<std::vector<int32_t>> pieces;
  const auto numbers = word_numbers(vocabulary, {ids.begin(), ids.end()});
  for (size_t piece = 0; piece < numbers.size(); ++piece) {
    if (numbers[piece] == pieces.size()) pieces.emplace_back();
    pieces.back().push_back(static_cast<int32_t>(piece));
  }
  return pieces;
}

}  // namespace

void link_pieces(std::vector<EncodedPair>& pairs, const std::vector<LinkedWords>& links,
                 const Vocabularies& vocabularies) {
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto sources = pieces_by_word(vocabularies.source, pairs[i].source);
    const auto targets = pieces_by_word(vocabularies.target, pairs[i].target);
    pairs[i].links.clear();
    for (const auto& [source, target] : links[i]) {
      if (source >= std::ssize(sources) || target >= std::ssize(targets)) continue;
      for (const int32_t from : sources[static_cast<size_t>(source)]) {
        for (const int32_t to : targets[static_cast<size_t>(target)]) {
          pairs[i].links.push_back({from, to});
        }
      }
    }
  }
}

SegmentationSampler linked_sampler(SegmentationSampler drawn, std::vector<LinkedWords> links,
                                   const Vocabularies& vocabularies) {
  const auto all = std::make_shared<const std::vector<LinkedWords>>(std::move(links));
  return [=, drawn = std::move(drawn)](const std::vector<int64_t>& rows, uint64_t seed) {
    std::vector<EncodedPair> pairs = drawn(rows, seed);
    link_pieces(pairs, selected(*all, {rows.begin(), rows.end()}), vocabularies);
    return pairs;
  };
}

}  // namespace dragoman
