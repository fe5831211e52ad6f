#include "dragoman/kernels/cross_entropy.h"
#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

template <typename Real>
void take_row(const CrossEntropyRows& rows, int64_t row, int64_t part) {
  const CrossEntropySums sums = cross_entropy_row(CrossEntropyRow<Real>{
      row_of<Real>(rows.logits, row), row_of<Real>(rows.bias, 0), rows.bias.sizes[0],
      row_of<int64_t>(rows.words, 0)[row], rows.smoothing, row_of<Real>(rows.bias_gradient, part),
      row_of<uint16_t>(rows.rounded_gradients, row)});
  row_of<double>(rows.row_sums, row)[0] = sums.smoothed;
  row_of<double>(rows.row_sums, row)[1] = sums.cross_entropy;
}

}  // namespace

void cross_entropy_rows(const CrossEntropyRows& rows) {
  if (rows.logits.on_gpu) return cuda::cross_entropy_rows(rows);
  const int64_t count = rows.words.sizes[0];
  for_real(rows.logits.number, [&](auto real) {
    share(Parts{count, (count + bias_gradient_parts - 1) / bias_gradient_parts},
          [&](int64_t begin, int64_t end, int64_t part) {
            for (int64_t row = begin; row < end; ++row) take_row<decltype(real)>(rows, row, part);
          });
  });
  auto* sums = row_of<double>(rows.sums, 0);
  for (int64_t row = 0; row < count; ++row) {
    for (int64_t i = 0; i < 2; ++i) sums[i] += row_of<double>(rows.row_sums, row)[i];
  }
}

}  // namespace dragoman
