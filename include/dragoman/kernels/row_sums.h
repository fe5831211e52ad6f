#pragma once
#include "dragoman/kernels/array.h"

namespace dragoman {

/// out [W] = Σ rows [R, W], the same bits on any number of threads.
void sum_of_rows(const Array& rows, const Array& out);

/// Adds rows [N, W] to those rows of table [V, W] that `words` int64 [N] name. Threads share the
/// columns, so that they never meet and sums have one order.
void add_rows_of_words(const Array& words, const Array& rows, const Array& table);

}  // namespace dragoman
