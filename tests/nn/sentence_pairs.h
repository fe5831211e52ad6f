#pragma once
#include <algorithm>
#include <vector>

#include <torch/nn/module.h>
#include <torch/utils.h>

#include "nn/padded_batch.h"

namespace dragoman {

/// Made-up sentence pairs as a model takes them; ids 0, 1 and 2 are padding, begin and end.
struct SentencePairs {
  torch::Tensor source, lengths, mask;                     // [B, S], [B], [B, S]
  torch::Tensor target_input, target_output, target_mask;  // [T, B]

  /// The pairs `rows`, in that order.
  SentencePairs select(const torch::Tensor& rows) const {
    return {source.index_select(0, rows),        lengths.index_select(0, rows),
            mask.index_select(0, rows),          target_input.index_select(1, rows),
            target_output.index_select(1, rows), target_mask.index_select(1, rows)};
  }
};

/// Random pieces in [3, words) for sentences of these lengths, the end token not counted.
inline SentencePairs random_pairs(const std::vector<int64_t>& source_lengths,
                                  const std::vector<int64_t>& target_lengths, int64_t words,
                                  uint64_t seed) {
  torch::manual_seed(seed);
  const auto rows = static_cast<int64_t>(source_lengths.size());
  const int64_t longest = *std::max_element(source_lengths.begin(), source_lengths.end()) + 1;
  const int64_t longest_target =
      *std::max_element(target_lengths.begin(), target_lengths.end()) + 1;
  SentencePairs pairs;
  pairs.lengths = lengths_of(source_lengths) + 1;
  pairs.mask = torch::arange(longest) < pairs.lengths.unsqueeze(1);
  const torch::Tensor pieces = torch::randint(3, words, {rows, longest}, torch::kLong);
  pairs.source = (pieces * mask_of(source_lengths, longest))
                     .scatter(1, lengths_of(source_lengths).unsqueeze(1), 2);

  const torch::Tensor inner = mask_of(target_lengths, longest_target).t();
  const torch::Tensor target =
      torch::randint(3, words, {longest_target, rows}, torch::kLong) * inner;
  pairs.target_output = target.scatter(0, lengths_of(target_lengths).unsqueeze(0), 2);
  pairs.target_input =
      torch::cat({torch::ones({1, rows}, torch::kLong), target.narrow(0, 0, longest_target - 1)});
  pairs.target_mask = pairs.target_output != 0;
  return pairs;
}

}  // namespace dragoman
