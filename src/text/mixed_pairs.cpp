#include "dragoman/text/mixed_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/permutation.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

std::vector<double> shares_of(const std::vector<std::size_t>& sizes, const Mixture& mixture) {
  std::vector<double> shares;
  for (std::size_t part = 0; part < sizes.size(); ++part) {
    const double weight = mixture.weights.empty() ? 1 : mixture.weights[part];
    const auto size = static_cast<double>(sizes[part]);
    shares.push_back(weight *
                     (mixture.temperature == 1 ? size : std::pow(size, 1 / mixture.temperature)));
  }
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

std::vector<std::size_t> sizes_of(const std::vector<std::shared_ptr<const PairSource>>& parts) {
  std::vector<std::size_t> sizes;
  for (const auto& part : parts) sizes.push_back(part->size());
  return sizes;
}

}  // namespace

std::vector<int64_t> pairs_of_parts(const std::vector<std::size_t>& sizes, const Mixture& mixture) {
  const auto all = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  std::vector<int64_t> pairs;
  double sum = 0;
  int64_t before = 0;
  // Rounded where they end, so that the parts together are exactly all.
  for (const double share : shares_of(sizes, mixture)) {
    sum += share;
    const int64_t end = std::llround(sum * static_cast<double>(all));
    pairs.push_back(std::max<int64_t>(1, end - before));
    before = end;
  }
  return pairs;
}

MixedPairs::MixedPairs(std::vector<std::shared_ptr<const PairSource>> parts, const Mixture& mixture,
                       uint64_t seed)
    : parts_(std::move(parts)), seed_(seed) {
  if (!mixture.weights.empty() && mixture.weights.size() != parts_.size()) {
    fail("{} weights of {} parts", mixture.weights.size(), parts_.size());
  }
  for (const int64_t pairs : pairs_of_parts(sizes_of(parts_), mixture)) {
    begins_.push_back(begins_.back() + pairs);
  }
}

PairLength MixedPairs::total() const {
  PairLength sum;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const PairLength whole = parts_[part]->total();
    const double drawn = static_cast<double>(begins_[part + 1] - begins_[part]) /
                         static_cast<double>(parts_[part]->size());
    sum.source += std::llround(drawn * static_cast<double>(whole.source));
    sum.target += std::llround(drawn * static_cast<double>(whole.target));
  }
  return sum;
}

std::size_t MixedPairs::part_of(int64_t row) const {
  if (row < 0 || row >= begins_.back()) fail("row {} is none of {} pairs", row, size());
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), row);
  return static_cast<std::size_t>(after - begins_.begin()) - 1;
}

int64_t MixedPairs::row_within(std::size_t part, int64_t row, int64_t epoch) const {
  const auto size = static_cast<uint64_t>(parts_[part]->size());
  const int64_t drawn = begins_[part + 1] - begins_[part];
  const auto place = static_cast<uint64_t>(epoch * drawn + row - begins_[part]);
  const Permutation order(size, derive_seed(seed_, Stream::mixture, {part, place / size}));
  return static_cast<int64_t>(order(place % size));
}

std::vector<EncodedPair> MixedPairs::read(const std::vector<int64_t>& rows,
                                          const Draw& draw) const {
  std::vector<std::vector<int64_t>> wanted(parts_.size());
  for (const int64_t row : rows) {
    const std::size_t part = part_of(row);
    wanted[part].push_back(row_within(part, row, draw.epoch));
  }
  std::vector<std::vector<EncodedPair>> read(parts_.size());
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const uint64_t seed = derive_seed(draw.seed, Stream::mixture, {part});
    read[part] = parts_[part]->read(wanted[part], {draw.epoch, seed});
  }
  std::vector<std::size_t> taken(parts_.size());
  std::vector<EncodedPair> pairs;
  pairs.reserve(rows.size());
  for (const int64_t row : rows) {
    const std::size_t part = part_of(row);
    pairs.push_back(std::move(read[part][taken[part]++]));
  }
  return pairs;
}

}  // namespace dragoman
