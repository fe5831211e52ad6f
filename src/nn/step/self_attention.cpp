#include "nn/step/self_attention.h"

#include <cmath>

#include "dragoman/kernels/layer_norm.h"
#include "dragoman/kernels/rows.h"

namespace dragoman {
namespace {

/// Layer normalisation of each x + y, in place of x [length, width].
template <typename Real>
void add_and_normalise(const StepSelfAttention<Real>& layer, int64_t length, const Real* y,
                       Real* x) {
  const auto width = static_cast<int64_t>(layer.norm_weight.size());
  add_row(y, length * width, x);
  normalise(NormGroups<Real>{length, width, 1, x, layer.norm_weight.data(), layer.norm_bias.data(),
                             nullptr, nullptr});
}

}  // namespace

template <typename Real>
void attend_to_self(const StepSelfAttention<Real>& layer, std::vector<Real>& states) {
  const int64_t width = layer.input.inputs(), length = static_cast<int64_t>(states.size()) / width;
  const int64_t of_head = width / layer.heads, stride = 3 * width;
  std::vector<Real> parts(static_cast<size_t>(length * stride));  // queries, keys, values
  std::vector<Real> heads(states.size()), attended(states.size());
  std::vector<Real> weights(static_cast<size_t>(length));
  layer.input({states.data(), length, width}, parts.data());
  const Real scale = 1 / std::sqrt(static_cast<Real>(of_head));
  for (int64_t column = 0; column < width; column += of_head) {
    const Rows<Real> keys{parts.data() + width + column, length, of_head, stride};
    const Rows<Real> values{parts.data() + 2 * width + column, length, of_head, stride};
    for (int64_t s = 0; s < length; ++s) {
      dot_rows(parts.data() + s * stride + column, keys, scale, weights.data());
      softmax(weights.data(), nullptr, length);
      sum_rows(weights.data(), 1, values, false, heads.data() + s * width + column);
    }
  }
  layer.output({heads.data(), length, width}, attended.data());
  add_and_normalise(layer, length, attended.data(), states.data());
}

template void attend_to_self(const StepSelfAttention<float>&, std::vector<float>&);
template void attend_to_self(const StepSelfAttention<double>&, std::vector<double>&);

}  // namespace dragoman
