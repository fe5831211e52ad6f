#pragma once
#include <string_view>

#include "dragoman/nn/attention.h"

namespace dragoman {

/// Base of the kinds whose score is scale · query · key_s; they share its kernel.
class DotProductAttention : public ScoredAttention {
 public:
  explicit DotProductAttention(double scale) : scale_(scale) {}

  std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                          GradientLedger& ledger) final;

 protected:
  Tensor score(const Tensor& query, const Tensor& keys) override;

 private:
  double scale_;
};

/// For kinds whose keys are the memory itself.
/// @param setting what chose the kind, as in `model.attention.kind = "…"`
/// @throws InputError unless H = M
void require_equal_widths(const AttentionShape& shape, std::string_view setting);

}  // namespace dragoman
