#include "nn/tape/attention/additive_kernel.h"

namespace dragoman {

AdditiveKernel::AdditiveKernel(AttentionBuffers buffers, const Tensor& query_weight,
                               const Tensor& v, Precision precision, GradientLedger& ledger)
    : ScoredKernel(std::move(buffers), ledger),
      query_product_(query_weight, buffers_.queries, {}, precision, ledger),
      v_(v.detach()),
      projected_(torch::empty({buffers_.queries.size(0), buffers_.queries.size(1), v.size(0)},
                              buffers_.queries.options())),
      key_gradients_(torch::zeros_like(buffers_.memory.keys)),
      v_gradients_(torch::zeros({buffers_.queries.size(1), v.size(0)}, v_.options())),
      v_entry_(ledger.add(v)) {}

void AdditiveKernel::prepare(int64_t t) {
  query_product_.forward(t, projected_[t], false);
}

void AdditiveKernel::score(int64_t t, int64_t begin, int64_t end) {
  const auto& [keys, values, mask] = buffers_.memory;
  AT_DISPATCH_FLOATING_TYPES(keys.scalar_type(), "additive attention", [&] {
    for (int64_t row = begin; row < end; ++row) {
      additive_scores(row_of<scalar_t>(projected_, t, row), v_.data_ptr<scalar_t>(),
                      sentence<scalar_t>(keys, row), mask.data_ptr<bool>() + row * mask.size(1),
                      row_of<scalar_t>(buffers_.weights, t, row));
    }
  });
}

void AdditiveKernel::score_backward(int64_t t, int64_t begin, int64_t end,
                                    const Tensor& /*query_gradient*/) {
  const Tensor& keys = buffers_.memory.keys;
  AT_DISPATCH_FLOATING_TYPES(keys.scalar_type(), "additive attention", [&] {
    for (int64_t row = begin; row < end; ++row) {
      additive_backward(row_of<scalar_t>(projected_, t, row), v_.data_ptr<scalar_t>(),
                        sentence<scalar_t>(keys, row), row_of<scalar_t>(score_gradients_, t, row),
                        AdditiveGradients<scalar_t>{row_of<scalar_t>(projected_, t, row),
                                                    row_of<scalar_t>(key_gradients_, row, 0),
                                                    row_of<scalar_t>(v_gradients_, row, 0)});
    }
  });
}

void AdditiveKernel::conclude(int64_t t, const Tensor& query_gradient) {
  query_product_.backward(t, projected_[t], query_gradient);
}

Tensor AdditiveKernel::finish_keys() {
  query_product_.finish(projected_);
  ledger_.gradient(v_entry_) = v_gradients_.sum(0);
  return key_gradients_;
}

}  // namespace dragoman
