#include "dragoman/search/make_shortlist.h"

#include <algorithm>
#include <unordered_map>

#include "dragoman/search/forced.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

constexpr size_t aligned_together = 64;

// What the attention spreads over everything says nothing about a pair of pieces.
constexpr double weight_at_least = 0.05;

using Weights = std::unordered_map<int32_t, double>;  // of target pieces

/// The `count` pieces with the largest weights; among equals those with the smaller ids.
std::vector<int32_t> heaviest(const Weights& weights, int64_t count) {
  std::vector<std::pair<double, int32_t>> order;
  for (const auto& [piece, weight] : weights) order.emplace_back(-weight, piece);
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), static_cast<size_t>(count)));
  std::vector<int32_t> pieces;
  for (const auto& entry : order) pieces.push_back(entry.second);
  return pieces;
}

/// Adds what the attention aligned in one pair, the source's end included.
void add_pair(const EncodedPair& pair, const Forced& forced, std::vector<Weights>& weights) {
  for (size_t t = 0; t < pair.target.size(); ++t) {
    for (size_t s = 0; s < forced.weights[t].size(); ++s) {
      if (forced.weights[t][s] < weight_at_least) continue;
      const int64_t piece = s < pair.source.size() ? pair.source[s] : TokenIds::end;
      weights[static_cast<size_t>(piece)][pair.target[t]] += forced.weights[t][s];
    }
  }
}

Shortlist shortlist_of(const std::vector<Weights>& weights, const std::vector<EncodedPair>& pairs,
                       bool joint, const ShortlistLimits& limits) {
  std::vector<std::vector<int32_t>> pieces;
  for (size_t piece = 0; piece < weights.size(); ++piece) {
    pieces.push_back(heaviest(weights[piece], limits.per_piece));
    if (joint) pieces.back().push_back(static_cast<int32_t>(piece));
  }
  Weights counts;
  for (const EncodedPair& pair : pairs) {
    for (const int32_t piece : pair.target) ++counts[piece];
  }
  pieces.push_back(heaviest(counts, limits.frequent));
  pieces.back().push_back(static_cast<int32_t>(TokenIds::end));
  return Shortlist(pieces);
}

}  // namespace

Shortlist make_shortlist(const Stepper& stepper, const Vocabularies& vocabularies,
                         const std::vector<EncodedPair>& pairs, const ShortlistLimits& limits) {
  std::vector<Weights> weights(static_cast<size_t>(vocabularies.source.size()));
  for (size_t begin = 0; begin < pairs.size(); begin += aligned_together) {
    const size_t end = std::min(pairs.size(), begin + aligned_together);
    const std::vector<EncodedPair> together(pairs.begin() + static_cast<std::ptrdiff_t>(begin),
                                            pairs.begin() + static_cast<std::ptrdiff_t>(end));
    const std::vector<Forced> forced = force(stepper, together, ForcedDetail::attention);
    for (size_t i = 0; i < together.size(); ++i) add_pair(together[i], forced[i], weights);
  }
  return shortlist_of(weights, pairs, vocabularies.joint, limits);
}

Shortlist make_shortlist(const Vocabularies& vocabularies, const std::vector<EncodedPair>& pairs,
                         const ShortlistLimits& limits) {
  std::vector<Weights> weights(static_cast<size_t>(vocabularies.source.size()));
  for (const EncodedPair& pair : pairs) {
    for (const auto& [source, target] : pair.links) {
      const int32_t piece = pair.source[static_cast<size_t>(source)];
      weights[static_cast<size_t>(piece)][pair.target[static_cast<size_t>(target)]] += 1;
    }
  }
  return shortlist_of(weights, pairs, vocabularies.joint, limits);
}

}  // namespace dragoman
