#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// Σ x² of values [P], the same bits on any number of threads.
double sum_of_squares(const Array& values);

}  // namespace dragoman
