#include "dragoman/kernels/cross_entropy.h"
#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

template <typename Real>
CrossEntropyRow<Real> row_at(const CrossEntropyRows& rows, int64_t row, int64_t part) {
  return {row_of<Real>(rows.logits, row),
          row_of<Real>(rows.bias, 0),
          rows.bias.sizes[0],
          row_of<int64_t>(rows.words, 0)[row],
          rows.weights ? row_of<double>(rows.weights, 0)[row] : 1,
          rows.smoothing,
          rows.distillation,
          row_of<Real>(rows.teacher, row),
          row_of<Real>(rows.bias_gradient, part),
          row_of<uint16_t>(rows.rounded_gradients, row)};
}

void write_sums(const CrossEntropyRows& rows, int64_t row, const CrossEntropySums& sums) {
  row_of<double>(rows.row_sums, row)[0] = sums.smoothed;
  row_of<double>(rows.row_sums, row)[1] = sums.cross_entropy;
}

/// A row, or two that are a pair. @param row the first
template <typename Real>
void take_rows(const CrossEntropyRows& rows, int64_t row, int64_t part) {
  const CrossEntropyRow<Real> first = row_at<Real>(rows, row, part);
  if (!(rows.r_drop > 0)) return write_sums(rows, row, cross_entropy_row(first));
  write_sums(rows, row, cross_entropy_pair(first, row_at<Real>(rows, row + 1, part), rows.r_drop));
  write_sums(rows, row + 1, {});
}

}  // namespace

void cross_entropy_rows(const CrossEntropyRows& rows) {
  if (rows.logits.on_gpu) return cuda::cross_entropy_rows(rows);
  const int64_t together = rows.r_drop > 0 ? 2 : 1;
  const int64_t count = rows.words.sizes[0], units = count / together;
  if (units == 0) return;
  for_real(rows.logits.number, [&](auto real) {
    share(Parts{units, (units + bias_gradient_parts - 1) / bias_gradient_parts},
          [&](int64_t begin, int64_t end, int64_t part) {
            for (int64_t unit = begin; unit < end; ++unit) {
              take_rows<decltype(real)>(rows, unit * together, part);
            }
          });
  });
  auto* sums = row_of<double>(rows.sums, 0);
  for (int64_t row = 0; row < count; ++row) {
    for (int64_t i = 0; i < 2; ++i) sums[i] += row_of<double>(rows.row_sums, row)[i];
  }
}

}  // namespace dragoman
