#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// Numbers that `sum_of_squares` works in, the sum among them.
inline constexpr int64_t sum_of_squares_room = 513;

/// Σ x² of values [P], the same bits each time, and on any number of threads.
/// @param sums float64 [sum_of_squares_room]: the sum comes first, the rest means nothing
void sum_of_squares(const Array& values, const Array& sums);

}  // namespace dragoman
