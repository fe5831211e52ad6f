#include "dragoman/kernels/best_words.h"

#include <algorithm>
#include <limits>

#include "dragoman/kernels/word_scores.h"
#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

constexpr int64_t rows_per_task = 8;

template <typename Real>
void best_of_row(const Real* scores, int64_t count, int64_t wanted, Real* values, int64_t* words) {
  const int64_t found = largest_scores(scores, count, wanted, words);
  for (int64_t i = 0; i < found; ++i) values[i] = scores[words[i]];
  std::fill(words + found, words + wanted, int64_t{0});
  std::fill(values + found, values + wanted, -std::numeric_limits<Real>::infinity());
}

}  // namespace

void best_words(const Array& scores, const Array& values, const Array& words) {
  if (scores.on_gpu) return cuda::best_words(scores, values, words);
  for_real(scores.number, [&](auto real) {
    using Real = decltype(real);
    share(scores.sizes[0], rows_per_task, [&](int64_t begin, int64_t end, int64_t /*part*/) {
      for (int64_t row = begin; row < end; ++row) {
        best_of_row(row_of<Real>(scores, row), scores.sizes[1], values.sizes[1],
                    row_of<Real>(values, row), row_of<int64_t>(words, row));
      }
    });
  });
}

}  // namespace dragoman
