#pragma once
#include <torch/nn/module.h>
#include <torch/utils.h>

#include "dragoman/nn/decoder.h"
#include "nn/padded_batch.h"

namespace dragoman {

/// What a decoder gets from an encoder, made up: B = 3 ragged rows, S = 4, M = 4.
inline Encoded random_encoded() {
  const Tensor mask = mask_of({2, 4, 3}, 4);
  return {random_tensor({3, 4, 4}, 21) * mask.unsqueeze(-1), mask, random_tensor({3, 4}, 22)};
}

/// Embedded target words, T = 3, B = 3, E = 3.
inline Tensor random_words() {
  return random_tensor({3, 3, 3}, 23);
}

}  // namespace dragoman
