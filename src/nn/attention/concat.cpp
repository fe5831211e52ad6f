#include "nn/attention/concat.h"

namespace dragoman {

ConcatAttention::ConcatAttention(const AttentionWidths& widths)
    : AdditiveAttention(widths, false) {}

}  // namespace dragoman
