#include "nn/attention/concat.h"

namespace dragoman {

ConcatAttention::ConcatAttention(const AttentionShape& shape) : AdditiveAttention(shape, false) {}

}  // namespace dragoman
