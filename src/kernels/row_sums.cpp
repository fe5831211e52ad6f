#include "dragoman/kernels/row_sums.h"

#include <algorithm>
#include <vector>

#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

constexpr int64_t columns_per_task = 64;

/// Sums of these many rows each, but not more sums than threads can use.
Parts parts_of(int64_t rows) {
  constexpr int64_t least = 32, most_parts = 32;
  return {rows, std::max(least, (rows + most_parts - 1) / most_parts)};
}

}  // namespace

void sum_of_rows(const Array& rows, const Array& out) {
  if (rows.on_gpu) return cuda::sum_of_rows(rows, out);
  const int64_t width = rows.sizes[1];
  for_real(rows.number, [&](auto real) {
    using Real = decltype(real);
    const Parts parts = parts_of(rows.sizes[0]);
    std::vector<Real> sums(static_cast<size_t>(parts.number() * width));
    share(parts, [&](int64_t begin, int64_t end, int64_t part) {
      for (int64_t row = begin; row < end; ++row) {
        add_row(row_of<Real>(rows, row), width, sums.data() + part * width);
      }
    });
    std::fill_n(row_of<Real>(out, 0), width, Real(0));
    for (int64_t part = 0; part < parts.number(); ++part) {
      add_row(sums.data() + part * width, width, row_of<Real>(out, 0));
    }
  });
}

void add_rows_of_words(const Array& words, const Array& rows, const Array& table) {
  if (table.on_gpu) return cuda::add_rows_of_words(words, rows, table);
  const auto* word = row_of<int64_t>(words, 0);
  for_real(table.number, [&](auto real) {
    using Real = decltype(real);
    share(table.sizes[1], columns_per_task, [&](int64_t begin, int64_t end, int64_t /*part*/) {
      for (int64_t i = 0; i < words.sizes[0]; ++i) {
        const Real* from = row_of<Real>(rows, i);
        Real* to = row_of<Real>(table, word[i]);
        for (int64_t column = begin; column < end; ++column) to[column] += from[column];
      }
    });
  });
}

}  // namespace dragoman
