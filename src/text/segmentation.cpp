#include "dragoman/text/segmentation.h"

#include <memory>
#include <utility>

#include "dragoman/base/random.h"
#include "dragoman/base/selected.h"

namespace dragoman {
namespace {

// Two sides of a joint vocabulary must not draw with the same numbers.
enum DrawnSide : uint64_t { source_side, target_side };

std::vector<int32_t> narrowed(const std::vector<int64_t>& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

std::vector<EncodedPair> draw_segmentations(const ParallelCorpus& text,
                                            const Vocabularies& vocabularies, double alpha,
                                            uint64_t seed) {
  const auto draw = [&](const Vocabulary& vocabulary, const std::vector<std::string>& side,
                        DrawnSide number) {
    return vocabulary.sample(side, alpha, derive_seed(seed, Stream::segmentation, {number}));
  };
  const auto source = draw(vocabularies.source, text.source, source_side);
  const auto target = draw(vocabularies.target, text.target, target_side);
  std::vector<EncodedPair> pairs;
  pairs.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    pairs.push_back({narrowed(source[i]), narrowed(target[i])});
  }
  return pairs;
}

SegmentationSampler segmentation_sampler(ParallelCorpus text, const Vocabularies& vocabularies,
                                         double alpha) {
  for (const Vocabulary& vocabulary : {vocabularies.source, vocabularies.target}) {
    vocabulary.sample({"a"}, alpha, 0);
  }
  const auto lines = std::make_shared<const ParallelCorpus>(std::move(text));
  return [lines, vocabularies, alpha](const std::vector<int64_t>& rows, uint64_t seed) {
    const std::vector<size_t> places(rows.begin(), rows.end());
    return draw_segmentations({selected(lines->source, places), selected(lines->target, places)},
                              vocabularies, alpha, seed);
  };
}

}  // namespace dragoman
