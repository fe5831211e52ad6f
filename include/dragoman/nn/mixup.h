#pragma once
#include <cstdint>

#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

/// Sentences of a batch mixed with others of it, in place of which a model reads and writes both at
/// once (Guo et al. 2020, section 3; for images Zhang et al. 2018).
struct Mixup {
  Tensor partners;   // int64 [B], whom each sentence is mixed with; undefined: none is
  double share = 1;  // λ, the sentence's own; the rest is its partner's

  bool any() const { return partners.defined(); }

  /// λ x_b + (1 − λ) x_partner(b), where what is no word is zero.
  /// @param embedded [T, B, E] or [B, T, E] @param mask bool, of its words @param batch which of
  /// their dimensions is that of sentences
  Tensor mixed(const Tensor& embedded, const Tensor& mask, int64_t batch) const;

  /// Of each sentence's partner.
  Tensor of_partners(const Tensor& tensor, int64_t batch) const {
    return tensor.index_select(batch, partners);
  }
};

/// Partners by chance, and λ ~ Beta(α, α), out of LibTorch's generator of random numbers.
Mixup draw_mixup(int64_t sentences, double alpha, torch::Device device);

}  // namespace dragoman
