#include "nn/attention/dot.h"

#include "dragoman/base/error.h"

namespace dragoman {

DotAttention::DotAttention(const AttentionShape& shape, std::string_view setting)
    : DotProductAttention(1) {
  require_equal_widths(shape, fmt::format("{} = \"dot\"", setting));
}

}  // namespace dragoman
