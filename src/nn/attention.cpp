#include "dragoman/nn/attention.h"

#include <limits>

#include "nn/attend_step.h"
#include "nn/step/scored_attention.h"
#include "nn/step_weights.h"
#include "nn/tape/attention/attend_kernel.h"

namespace dragoman {

AttentionMemory AttentionMemory::select(const Tensor& rows) const {
  return {keys.index_select(0, rows), values.index_select(0, rows), mask.index_select(0, rows)};
}

AttentionMemory AttentionMemory::slice(int64_t begin, int64_t count) const {
  return {keys.narrow(0, begin, count), values.narrow(0, begin, count),
          mask.narrow(0, begin, count)};
}

AttentionMemory concatenate(const std::vector<AttentionMemory>& parts) {
  std::vector<Tensor> keys, values, masks;
  for (const AttentionMemory& part : parts) {
    keys.push_back(part.keys);
    values.push_back(part.values);
    masks.push_back(part.mask);
  }
  return {torch::cat(keys), torch::cat(values), torch::cat(masks)};
}

AttentionShape attention_shape(const ModelConfig& config) {
  const AttentionConfig& attention = config.attention;
  return {config.decoder.width, config.encoder.width, attention.width,
          attention.heads,      attention.window,     attention.local_score};
}

std::unique_ptr<AttentionKernel> Attention::kernel(AttentionBuffers buffers,
                                                   Precision /*precision*/,
                                                   GradientLedger& ledger) {
  return std::make_unique<AttendKernel>(*this, std::move(buffers), ledger);
}

namespace {

template <typename Real>
std::shared_ptr<const StepAttention<Real>> scored_step(ScoredAttention& attention,
                                                       const StepWeights<Real>& weights,
                                                       const AttentionUse& use) {
  const auto score = attention.step_score(weights);
  if (score == nullptr) return attention.Attention::step(weights, use);
  return std::make_shared<ScoredStep<Real>>(*score, weights.product(use.context));
}

}  // namespace

std::shared_ptr<const StepAttention<float>> Attention::step(const StepWeights<float>& weights,
                                                            const AttentionUse& use) {
  weights.keep(parameters());
  return std::make_shared<AttendStep<float>>(*this, use.query, weights.product(use.context));
}

std::shared_ptr<const StepAttention<double>> Attention::step(const StepWeights<double>& weights,
                                                             const AttentionUse& use) {
  weights.keep(parameters());
  return std::make_shared<AttendStep<double>>(*this, use.query, weights.product(use.context));
}

std::shared_ptr<const StepAttention<float>> ScoredAttention::step(const StepWeights<float>& weights,
                                                                  const AttentionUse& use) {
  return scored_step(*this, weights, use);
}

std::shared_ptr<const StepAttention<double>> ScoredAttention::step(
    const StepWeights<double>& weights, const AttentionUse& use) {
  return scored_step(*this, weights, use);
}

std::shared_ptr<const StepScore<float>> ScoredAttention::step_score(
    const StepWeights<float>& /*weights*/) const {
  return nullptr;
}

std::shared_ptr<const StepScore<double>> ScoredAttention::step_score(
    const StepWeights<double>& /*weights*/) const {
  return nullptr;
}

Tensor softmax_over(const Tensor& scores, const Tensor& mask) {
  const Tensor seen =
      scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
  return torch::softmax(seen, -1);
}

Tensor weighted_sum(const Tensor& weights, const Tensor& values) {
  return torch::matmul(weights.unsqueeze(1), values).squeeze(1);
}

void check_encoded(const Tensor& encoded, const Tensor& mask) {
  TORCH_CHECK(encoded.dim() == 3 && mask.sizes() == encoded.sizes().slice(0, 2) &&
                  mask.scalar_type() == torch::kBool,
              "attention: encoded must be [B,S,M] and mask bool [B,S], got ", encoded.sizes(),
              " and ", mask.sizes());
}

void check_query(const Tensor& query, const AttentionMemory& memory) {
  TORCH_CHECK(query.dim() == 2 && query.size(0) == memory.values.size(0),
              "attention: query must be [B,H] with B = ", memory.values.size(0), ", got ",
              query.sizes());
}

AttentionMemory ScoredAttention::remember(const Tensor& encoded, const Tensor& mask,
                                          const Arithmetic& arithmetic) {
  check_encoded(encoded, mask);
  return {project_keys(encoded, arithmetic), encoded, mask};
}

AttentionStep ScoredAttention::attend(const Tensor& query, const AttentionMemory& memory,
                                      const Tensor& /*carry*/) {
  check_query(query, memory);
  const Tensor weights = softmax_over(score(query, memory.keys), memory.mask);
  return {weighted_sum(weights, memory.values), weights, {}, {}};
}

}  // namespace dragoman
