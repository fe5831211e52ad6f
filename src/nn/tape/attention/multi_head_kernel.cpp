#include "nn/tape/attention/multi_head_kernel.h"

#include <cmath>

#include <ATen/Parallel.h>

namespace dragoman {
namespace {

/// The part of each row that one head reads.
template <typename Real>
Rows<Real> columns(const Rows<Real>& rows, int64_t begin, int64_t width) {
  return {rows.data + begin, rows.count, width, rows.stride};
}

}  // namespace

MultiHeadKernel::MultiHeadKernel(AttentionBuffers buffers, const MultiHeadWeights& weights,
                                 Precision precision, GradientLedger& ledger)
    : buffers_(std::move(buffers)),
      heads_(weights.heads),
      queries_(torch::empty_like(buffers_.contexts)),
      contexts_(torch::empty_like(buffers_.contexts)),
      weights_(torch::empty({queries_.size(0), queries_.size(1), heads_, buffers_.weights.size(2)},
                            queries_.options())),
      query_gradients_(torch::empty_like(queries_)),
      context_gradients_(torch::zeros_like(contexts_)),
      score_gradients_(torch::empty_like(weights_)),
      query_product_(weights.query, buffers_.queries, {}, precision, ledger),
      output_product_(weights.output, contexts_, {}, precision, ledger),
      ledger_(ledger),
      keys_entry_(ledger.add(buffers_.memory.keys)),
      values_entry_(ledger.add(buffers_.memory.values)) {
  buffers_.memory = laid_out(buffers_.memory);
  scale_ = 1 / std::sqrt(static_cast<double>(head_width()));
}

void MultiHeadKernel::forward(int64_t t) {
  query_product_.forward(t, queries_[t], false);
  const auto& [keys, values, mask] = buffers_.memory;
  const int64_t width = head_width(), source = mask.size(1);
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "multi-head attention", [&] {
    at::parallel_for(0, values.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        scalar_t* weights = row_of<scalar_t>(weights_, t, row);
        for (int64_t column = 0; column < heads_ * width; column += width, weights += source) {
          dot_rows(row_of<scalar_t>(queries_, t, row) + column,
                   columns(sentence<scalar_t>(keys, row), column, width), scalar_t(scale_),
                   weights);
          softmax(weights, mask.data_ptr<bool>() + row * source, source);
          sum_rows(weights, 1, columns(sentence<scalar_t>(values, row), column, width), false,
                   row_of<scalar_t>(contexts_, t, row) + column);
        }
      }
    });
  });
  Tensor mean = buffers_.weights[t];
  torch::mean_out(mean, weights_[t], 1);
  output_product_.forward(t, buffers_.contexts[t], false);
}

void MultiHeadKernel::backward(int64_t t, const Tensor& query_gradient) {
  output_product_.backward(t, buffers_.context_gradients[t], context_gradients_[t]);
  const auto& [keys, values, mask] = buffers_.memory;
  const int64_t width = head_width(), source = mask.size(1);
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "multi-head attention", [&] {
    at::parallel_for(0, values.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const scalar_t* weights = row_of<scalar_t>(weights_, t, row);
        scalar_t* gradient = row_of<scalar_t>(score_gradients_, t, row);
        for (int64_t column = 0; column < heads_ * width; column += width) {
          // The scale of the scores, early: what follows is linear.
          dot_rows(row_of<scalar_t>(context_gradients_, t, row) + column,
                   columns(sentence<scalar_t>(values, row), column, width), scalar_t(scale_),
                   gradient);
          softmax_backward(weights, source, gradient);
          sum_rows(gradient, 1, columns(sentence<scalar_t>(keys, row), column, width), false,
                   row_of<scalar_t>(query_gradients_, t, row) + column);
          weights += source;
          gradient += source;
        }
      }
    });
  });
  query_product_.backward(t, query_gradients_[t], query_gradient);
}

void MultiHeadKernel::finish() {
  ledger_.gradient(keys_entry_) = sum_by_head(score_gradients_, queries_);
  ledger_.gradient(values_entry_) = sum_by_head(weights_, context_gradients_);
  query_product_.finish(query_gradients_);
  output_product_.finish(buffers_.context_gradients);
}

Tensor MultiHeadKernel::sum_by_head(const Tensor& coefficients, const Tensor& vectors) const {
  std::vector<Tensor> sums;
  for (int64_t head = 0; head < heads_; ++head) {
    sums.push_back(sum_over_steps(coefficients.select(2, head),
                                  vectors.narrow(2, head * head_width(), head_width())));
  }
  return torch::cat(sums, 2);
}

}  // namespace dragoman
