#include "dragoman/kernels/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

#include <omp.h>

namespace dragoman {
namespace {

// OpenMP keeps a number for each thread: one that comes later takes the number last set.
std::atomic<int> last_set = 0;

}  // namespace

int kernel_threads() {
  thread_local bool has_number = false;
  if (!std::exchange(has_number, true) && last_set > 0) omp_set_num_threads(last_set);
  return omp_get_max_threads();
}

void set_kernel_threads(int threads) {
  kernel_threads();
  last_set = threads;
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
  const auto threads = static_cast<int>(std::min<int64_t>(count, kernel_threads()));
  if (omp_in_parallel() != 0 || threads <= 1) {
    for (int64_t index = 0; index < count; ++index) run(index);
  } else {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (int64_t index = 0; index < count; ++index) run(index);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace dragoman
