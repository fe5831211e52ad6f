#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// The K largest scores of each row, float or double [R, V] → values [R, K] of the same type and
/// words int64 [R, K], the largest first; among equals the smaller word. Where fewer are above −∞
/// the others are −∞, of word 0.
void best_words(const Array& scores, const Array& values, const Array& words);

}  // namespace dragoman
