#include "dragoman/kernels/sum_of_squares.h"

#include <numeric>
#include <vector>

#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {

void sum_of_squares(const Array& values, const Array& sums) {
  if (values.on_gpu) return cuda::sum_of_squares(values, sums);
  const Parts parts{values.sizes[0], 1 << 14};
  std::vector<double> of_parts(static_cast<size_t>(parts.number()));
  for_real(values.number, [&](auto real) {
    using Real = decltype(real);
    share(parts, [&](int64_t begin, int64_t end, int64_t part) {
      const Real* from = row_of<Real>(values, 0) + begin;
      Real sum = 0;
      dot_rows(from, Rows<Real>{from, 1, end - begin, end - begin}, Real(1), &sum);
      of_parts[static_cast<size_t>(part)] = static_cast<double>(sum);
    });
  });
  *row_of<double>(sums, 0) = std::accumulate(of_parts.begin(), of_parts.end(), 0.0);
}

}  // namespace dragoman
