#include "nn/attention/scaled_dot.h"

#include <cmath>

#include "nn/exact/products.h"
#include "nn/recurrence/attention/dot_kernel.h"

namespace dragoman {

ScaledDotAttention::ScaledDotAttention(const AttentionShape& shape) {
  TORCH_CHECK(shape.query == shape.memory,
              "scaled_dot attention needs equal decoder and memory widths, got ", shape.query,
              " and ", shape.memory);
}

Tensor ScaledDotAttention::score(const Tensor& query, const Tensor& keys) {
  const double scale = 1 / std::sqrt(static_cast<double>(keys.size(2)));
  return dot_products((query * scale).unsqueeze(1), keys).squeeze(1);
}

std::unique_ptr<AttentionKernel> ScaledDotAttention::kernel(AttentionBuffers buffers,
                                                            Precision /*precision*/,
                                                            GradientLedger& ledger) {
  const double scale = 1 / std::sqrt(static_cast<double>(buffers.memory.keys.size(2)));
  return std::make_unique<DotKernel>(std::move(buffers), scale, ledger);
}

}  // namespace dragoman
