#include <vector>

#include "dragoman/kernels/cross_entropy.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {

CrossEntropySums cross_entropy_rows(const CrossEntropyRows& rows) {
  const int64_t count = rows.words.sizes[0];
  if (count == 0) return {};
  std::vector<CrossEntropySums> sums(static_cast<size_t>(count));
  for_real(rows.logits.number, [&](auto real) {
    using Real = decltype(real);
    share(Parts{count, (count + bias_gradient_parts - 1) / bias_gradient_parts},
          [&](int64_t begin, int64_t end, int64_t part) {
            for (int64_t row = begin; row < end; ++row) {
              sums[static_cast<size_t>(row)] = cross_entropy_row(
                  CrossEntropyRow<Real>{row_of<Real>(rows.logits, row), row_of<Real>(rows.bias, 0),
                                        rows.bias.sizes[0], row_of<int64_t>(rows.words, 0)[row],
                                        rows.smoothing, row_of<Real>(rows.bias_gradient, part),
                                        row_of<uint16_t>(rows.rounded_gradients, row)});
            }
          });
  });
  CrossEntropySums total;
  for (const CrossEntropySums& row : sums) {
    total.smoothed += row.smoothed;
    total.cross_entropy += row.cross_entropy;
  }
  return total;
}

}  // namespace dragoman
