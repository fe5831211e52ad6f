#pragma once
#include <memory>
#include <vector>

#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// x ↦ W x + b, as a step takes it. A value; copies share the weight.
template <typename Real>
struct StepProduct {
  std::shared_ptr<const WeightProduct<Real>> weight;  // [N, K]
  std::vector<Real> bias;                             // [N], or empty: b = 0

  /// rows [R, K] → out [R, N]
  void operator()(const RowsOf<const Real>& rows, Real* out) const {
    weight->multiply(rows, bias.empty() ? nullptr : bias.data(),
                     {out, rows.count, weight->outputs()});
  }

  int64_t outputs() const { return weight->outputs(); }
  int64_t inputs() const { return weight->inputs(); }
  explicit operator bool() const { return weight != nullptr; }
};

}  // namespace dragoman
