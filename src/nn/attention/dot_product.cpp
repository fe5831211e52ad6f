#include "nn/attention/dot_product.h"

#include "dragoman/base/error.h"
#include "nn/exact/products.h"
#include "nn/recurrence/attention/dot_kernel.h"

namespace dragoman {

Tensor DotProductAttention::score(const Tensor& query, const Tensor& keys) {
  const Tensor scaled = scale_ == 1 ? query : query * scale_;
  return dot_products(scaled.unsqueeze(1), keys).squeeze(1);
}

std::unique_ptr<AttentionKernel> DotProductAttention::kernel(AttentionBuffers buffers,
                                                             Precision /*precision*/,
                                                             GradientLedger& ledger) {
  return std::make_unique<DotKernel>(std::move(buffers), scale_, ledger);
}

void require_equal_widths(const AttentionShape& shape, std::string_view setting) {
  if (shape.query == shape.memory) return;
  fail_input(
      "{}: got model.encoder.width = {} and model.decoder.width = {}, expected equal widths, as "
      "the score is a dot product of decoder state and memory",
      setting, shape.memory, shape.query);
}

}  // namespace dragoman
