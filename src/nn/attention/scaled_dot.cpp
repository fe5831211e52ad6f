#include "nn/attention/scaled_dot.h"

#include <cmath>

namespace dragoman {

ScaledDotAttention::ScaledDotAttention(const AttentionShape& shape)
    : DotProductAttention(1 / std::sqrt(static_cast<double>(shape.memory))) {
  require_equal_widths(shape, "model.attention.kind = \"scaled_dot\"");
}

}  // namespace dragoman
