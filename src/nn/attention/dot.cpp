#include "nn/attention/dot.h"

#include "nn/exact/products.h"
#include "nn/recurrence/attention/dot_kernel.h"

namespace dragoman {

DotAttention::DotAttention(const AttentionShape& shape) {
  TORCH_CHECK(shape.query == shape.memory,
              "dot attention needs equal decoder and memory widths, got ", shape.query, " and ",
              shape.memory);
}

Tensor DotAttention::score(const Tensor& query, const Tensor& keys) {
  return dot_products(query.unsqueeze(1), keys).squeeze(1);
}

std::unique_ptr<AttentionKernel> DotAttention::kernel(AttentionBuffers buffers,
                                                      Precision /*precision*/,
                                                      GradientLedger& ledger) {
  return std::make_unique<DotKernel>(std::move(buffers), 1, ledger);
}

}  // namespace dragoman
