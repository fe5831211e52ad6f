#pragma once
#include <cstdint>
#include <vector>

#include <torch/types.h>

#include "dragoman/text/pair_source.h"

namespace dragoman {

// B batch, S source length, T target length, both with the end token. A mask is true at tokens.

/// The source side of a batch: all that translating needs.
struct SourceBatch {
  torch::Tensor source;          // int64 [B,S]: w1 … wn, end, then padding
  torch::Tensor source_lengths;  // int64 [B], the end token included
  torch::Tensor source_mask;     // bool [B,S]

  SourceBatch to(torch::Device device) const;
};

/// Sentence pairs as tensors. The decoder's sequences are time-major.
struct Batch : SourceBatch {
  torch::Tensor target_input;   // int64 [T,B]: begin, w1 … wn, then padding
  torch::Tensor target_output;  // int64 [T,B]: w1 … wn, end, then padding
  torch::Tensor target_mask;    // bool [T,B]
  torch::Tensor target_rows;    // int64 [N]: where it is true, in [T · B]; of `twice` a batch each
                                // position of the first half comes before that of the second
  torch::Tensor alignment;  // float [T,B,S]: of each target piece shares of the source pieces that
                            // it is linked to, or zeros; undefined where no pair has links
  int64_t target_tokens = 0;  // end tokens included, padding not

  Batch to(torch::Device device) const;
};

/// The pairs at `rows`, in that order, padded to the longest of each side; on the CPU.
/// @throws Error when `rows` is empty or a row is none of the pairs.
Batch make_batch(const std::vector<EncodedPair>& pairs, const std::vector<int64_t>& rows);

/// Pairs `begin` to `end` of a batch, as padded as they are there.
Batch part_of(const Batch& batch, int64_t begin, int64_t end);

/// The same with as much more padding as makes both lengths multiples of `multiple`.
Batch padded(const Batch& batch, int64_t multiple);

/// All pairs, and after them all once more.
Batch twice(const Batch& batch);

/// Sentences of piece ids without the end token, which is added; padded to the longest one, or to
/// `padded_length` (end token included) if that is more.
/// @throws Error when `sentences` is empty.
SourceBatch make_source_batch(const std::vector<std::vector<int64_t>>& sentences,
                              int64_t padded_length = 0);

}  // namespace dragoman
