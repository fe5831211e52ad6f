#pragma once
#include <algorithm>
#include <cstdint>

#include <omp.h>

#include "dragoman/kernels/threads.h"

namespace dragoman {

/// Calls work(begin, end, part) with parts of [0, count) on all threads, `grain` or more in each,
/// but for the last; on this one alone where other threads are busy beside it.
template <class Work>
void share(int64_t count, int64_t grain, const Work& work) {
  if (count <= 0) return;
  const int64_t threads =
      omp_in_parallel() != 0 ? 1 : std::clamp<int64_t>(count / grain, 1, kernel_threads());
  if (threads == 1) return work(int64_t{0}, count, int64_t{0});
  const int64_t size = (count + threads - 1) / threads;
#pragma omp parallel for num_threads(static_cast <int>(threads)) schedule(static)
  for (int64_t part = 0; part < threads; ++part) {
    const int64_t begin = part * size;
    if (begin < count) work(begin, std::min(count, begin + size), part);
  }
}

/// Cuts of which a sum over [0, count) is made, in an order that no number of threads changes.
struct Parts {
  int64_t count, size;

  int64_t number() const { return (count + size - 1) / size; }
};

/// Calls work(begin, end, part) with each part, on all threads.
template <class Work>
void share(const Parts& parts, const Work& work) {
  share(parts.number(), 1, [&](int64_t first, int64_t last, int64_t /*thread*/) {
    for (int64_t part = first; part < last; ++part) {
      const int64_t begin = part * parts.size;
      work(begin, std::min(parts.count, begin + parts.size), part);
    }
  });
}

}  // namespace dragoman
