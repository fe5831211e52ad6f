#include "nn/attention/coverage.h"

#include "nn/tape/attention/kernel.h"

namespace dragoman {

CoverageAttention::CoverageAttention(const AttentionShape& shape)
    : AdditiveAttention(shape),
      coverage_weight_(register_parameter("coverage_weight", torch::zeros(shape.hidden))) {}

AttentionStep CoverageAttention::attend(const Tensor& query, const AttentionMemory& memory,
                                        const Tensor& carry) {
  check_query(query, memory);
  const Tensor keys =
      carry.defined() ? memory.keys + carry.unsqueeze(2) * coverage_weight_ : memory.keys;
  const Tensor weights = softmax_over(score(query, keys), memory.mask);
  return {weighted_sum(weights, memory.values), weights,
          carry.defined() ? carry + weights : weights};
}

std::unique_ptr<AttentionKernel> CoverageAttention::kernel(AttentionBuffers buffers,
                                                           Precision precision,
                                                           GradientLedger& ledger) {
  return Attention::kernel(std::move(buffers), precision, ledger);
}

}  // namespace dragoman
