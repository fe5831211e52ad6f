#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "dragoman/text/pair_source.h"

namespace dragoman {

/// How often the parts of a mixture are drawn from.
struct Mixture {
  std::vector<double> weights;  // one a part; none: all alike
  double temperature = 1;
};

/// How many of an epoch's pairs come from parts of these sizes: a part of n pairs and weight w gets
/// a share in proportion to w n^(1/T) (Arivazhagan et al. 2019, section 3.2), and at least one. As
/// many altogether as the parts have, or a few more where one has less than one; with equal weights
/// and T = 1, from each as many as it has.
std::vector<int64_t> pairs_of_parts(const std::vector<std::size_t>& sizes, const Mixture& mixture);

/// Several sources as one. Each part is gone through in seeded orders of all its pairs, on from
/// where the last epoch ended: none comes again before all have come.
class MixedPairs final : public PairSource {
 public:
  MixedPairs(std::vector<std::shared_ptr<const PairSource>> parts, const Mixture& mixture,
             uint64_t seed);

  std::size_t size() const override { return static_cast<std::size_t>(begins_.back()); }
  PairLength total() const override;
  std::vector<EncodedPair> read(const std::vector<int64_t>& rows, const Draw& draw) const override;

 private:
  std::size_t part_of(int64_t row) const;
  int64_t row_within(std::size_t part, int64_t row, int64_t epoch) const;

  std::vector<std::shared_ptr<const PairSource>> parts_;
  std::vector<int64_t> begins_ = {0};  // the rows before each part, and all
  uint64_t seed_;
};

}  // namespace dragoman
