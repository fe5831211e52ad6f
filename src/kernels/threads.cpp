#include "dragoman/kernels/threads.h"

#include <omp.h>

namespace dragoman {

int kernel_threads() {
  return omp_get_max_threads();
}

void set_kernel_threads(int threads) {
  omp_set_num_threads(threads);
}

}  // namespace dragoman
