#pragma once
#include <vector>

#include <torch/nn/module.h>
#include <torch/utils.h>

namespace dragoman {

inline torch::Tensor lengths_of(const std::vector<int64_t>& lengths) {
  return torch::tensor(lengths, torch::kLong);
}

/// bool [B, S], true below each row's length.
inline torch::Tensor mask_of(const std::vector<int64_t>& lengths, int64_t steps) {
  return torch::arange(steps).unsqueeze(0) < lengths_of(lengths).unsqueeze(1);
}

/// `columns` more positions in dimension `dimension`, all `filler`.
inline torch::Tensor with_padding(const torch::Tensor& tensor, int64_t dimension, int64_t columns,
                                  double filler) {
  std::vector<int64_t> shape = tensor.sizes().vec();
  shape[static_cast<size_t>(dimension)] = columns;
  return torch::cat({tensor, torch::full(shape, filler, tensor.options())}, dimension);
}

/// A random double tensor from a seed of its own, so that no test depends on the order of draws.
inline torch::Tensor random_tensor(at::IntArrayRef shape, uint64_t seed) {
  torch::manual_seed(seed);
  return torch::randn(shape, torch::kDouble);
}

}  // namespace dragoman
