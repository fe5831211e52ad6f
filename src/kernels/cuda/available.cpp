#include "dragoman/base/error.h"
#include "dragoman/kernels/cuda.h"
#include "kernels/cuda/kernels.h"

namespace dragoman::cuda {

bool is_available() {
  return true;
}

void refuse_launch(const char* reason) {
  fail("a kernel on the GPU did not start: {}", reason);
}

}  // namespace dragoman::cuda
