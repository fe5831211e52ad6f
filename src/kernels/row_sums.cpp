#include "dragoman/kernels/row_sums.h"

#include <algorithm>
#include <vector>

#include "dragoman/kernels/threads.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

constexpr int64_t rows_per_task = 32, columns_per_task = 64;

}  // namespace

void sum_of_rows(const Array& rows, const Array& out) {
  const int64_t width = rows.sizes[1];
  for_real(rows.number, [&](auto real) {
    using Real = decltype(real);
    std::vector<std::vector<Real>> sums(static_cast<size_t>(kernel_threads()));
    sums[0].resize(static_cast<size_t>(width));
    share(rows.sizes[0], rows_per_task, [&](int64_t begin, int64_t end, int64_t part) {
      std::vector<Real>& sum = sums[static_cast<size_t>(part)];
      sum.resize(static_cast<size_t>(width));
      for (int64_t row = begin; row < end; ++row) {
        add_row(row_of<Real>(rows, row), width, sum.data());
      }
    });
    std::copy(sums[0].begin(), sums[0].end(), row_of<Real>(out, 0));
    for (size_t part = 1; part < sums.size(); ++part) {
      if (!sums[part].empty()) add_row(sums[part].data(), width, row_of<Real>(out, 0));
    }
  });
}

void add_rows_of_words(const Array& words, const Array& rows, const Array& table) {
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
