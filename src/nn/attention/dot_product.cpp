#include "nn/attention/dot_product.h"

#include "dragoman/base/error.h"
#include "nn/step/scored_attention.h"
#include "nn/step_weights.h"
#include "nn/tape/attention/dot_kernel.h"

namespace dragoman {

Tensor DotProductAttention::score(const Tensor& query, const Tensor& keys) {
  const Tensor scaled = scale_ == 1 ? query : query * scale_;
  return torch::matmul(keys, scaled.unsqueeze(2)).squeeze(2);
}

std::unique_ptr<AttentionKernel> DotProductAttention::kernel(AttentionBuffers buffers,
                                                             Precision /*precision*/,
                                                             GradientLedger& ledger) {
  return std::make_unique<DotKernel>(std::move(buffers), scale_, ledger);
}

template <typename Real>
std::shared_ptr<const StepScore<Real>> DotProductAttention::make_score(
    const StepWeights<Real>& weights) const {
  const Tensor keys = key_weight();
  return std::make_shared<StepScore<Real>>(
      DotScore<Real>{static_cast<Real>(scale_)},
      keys.defined() ? weights.product(keys) : StepProduct<Real>{});
}

std::shared_ptr<const StepScore<float>> DotProductAttention::step_score(
    const StepWeights<float>& weights) const {
  return make_score(weights);
}

std::shared_ptr<const StepScore<double>> DotProductAttention::step_score(
    const StepWeights<double>& weights) const {
  return make_score(weights);
}

void require_equal_widths(const AttentionShape& shape, std::string_view setting) {
  if (shape.query == shape.memory) return;
  fail_input(
      "{}: got model.encoder.width = {} and model.decoder.width = {}, expected equal widths, as "
      "the score is a dot product of decoder state and memory",
      setting, shape.memory, shape.query);
}

}  // namespace dragoman
