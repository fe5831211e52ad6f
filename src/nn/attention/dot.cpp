#include "nn/attention/dot.h"

#include "dragoman/base/error.h"

namespace dragoman {

DotAttention::DotAttention(const AttentionShape& shape, std::string_view setting)
    : DotProductAttention(1) {
  require_equal_widths(shape, fmt::format("{} = \"dot\"", setting));
}

Tensor DotAttention::score(const Tensor& query, const Tensor& keys) {
  return torch::bmm(keys, query.unsqueeze(2)).squeeze(2);
}

}  // namespace dragoman
