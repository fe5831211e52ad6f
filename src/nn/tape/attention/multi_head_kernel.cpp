#include "nn/tape/attention/multi_head_kernel.h"

#include "dragoman/nn/array_of.h"

namespace dragoman {

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
}

HeadsStep MultiHeadKernel::step(int64_t t) const {
  const auto& [keys, values, mask] = buffers_.memory;
  return {heads_,
          scale(),
          array_of(keys),
          array_of(values),
          array_of(mask),
          array_of(queries_).at(t),
          array_of(weights_).at(t),
          array_of(contexts_).at(t)};
}

void MultiHeadKernel::forward(int64_t t) {
  query_product_.forward(t, queries_[t], false);
  heads_forward(step(t));
  Tensor mean = buffers_.weights[t];
  torch::mean_out(mean, weights_[t], 1);
  output_product_.forward(t, buffers_.contexts[t], false);
}

void MultiHeadKernel::add_weight_gradient(int64_t t, const Tensor& weight_gradient) {
  const Tensor of_each = (weight_gradient / static_cast<double>(heads_)).unsqueeze(1);
  const Tensor scores = softmax_gradient(weights_[t], of_each) * scale();
  score_gradients_[t].add_(scores);
  const Tensor& all = buffers_.memory.keys;
  const Tensor keys = all.view({all.size(0), all.size(1), heads_, head_width()});
  const Tensor queries = torch::matmul(scores.unsqueeze(2), keys.permute({0, 2, 1, 3}));
  query_gradients_[t].add_(queries.flatten(1));
}

void MultiHeadKernel::backward(int64_t t, const Tensor& query_gradient,
                               const Tensor& weight_gradient) {
  output_product_.backward(t, buffers_.context_gradients[t], context_gradients_[t]);
  heads_backward(step(t), array_of(context_gradients_).at(t), array_of(score_gradients_).at(t),
                 array_of(query_gradients_).at(t));
  if (weight_gradient.defined()) add_weight_gradient(t, weight_gradient);
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
