#include "dragoman/kernels/threads.h"

#include <algorithm>
#include <exception>

#include <omp.h>

namespace dragoman {

int kernel_threads() {
  return omp_get_max_threads();
}

void set_kernel_threads(int threads) {
  omp_set_num_threads(threads);
}

void on_threads(int64_t count, const std::function<void(int64_t)>& work) {
  std::exception_ptr failure;
  const auto run = [&](int64_t index) {
    try {
      work(index);
    } catch (...) {
#pragma omp critical(dragoman_on_threads)
      failure = std::current_exception();
    }
  };
  const auto threads = static_cast<int>(std::min<int64_t>(count, omp_get_max_threads()));
  if (omp_in_parallel() != 0 || threads <= 1) {
    for (int64_t index = 0; index < count; ++index) run(index);
  } else {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (int64_t index = 0; index < count; ++index) run(index);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace dragoman
