#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "dragoman/text/pair_source.h"

namespace dragoman {

/// The pairs `rows` of a corpus, each cut into pieces as the seed draws; the same arguments give
/// the same.
using SegmentationSampler =
    std::function<std::vector<EncodedPair>(const std::vector<int64_t>& rows, uint64_t seed)>;

/// Pairs in memory.
class EncodedCorpus final : public PairSource {
 public:
  EncodedCorpus() = default;
  /// @param drawn none where a pair has only one segmentation
  EncodedCorpus(std::vector<EncodedPair> encoded, SegmentationSampler drawn = nullptr)
      : pairs(std::move(encoded)), sampler(std::move(drawn)) {}

  std::size_t size() const override { return pairs.size(); }
  PairLength total() const override;
  std::vector<EncodedPair> read(const std::vector<int64_t>& rows, const Draw& draw) const override;

  std::vector<EncodedPair> pairs;
  SegmentationSampler sampler;
};

}  // namespace dragoman
