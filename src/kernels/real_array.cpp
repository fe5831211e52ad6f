#include "kernels/real_array.h"

#include "dragoman/base/error.h"

namespace dragoman {

// Apart, because CUDA's compiler, which reads the header too, does not take fmt's.
void refuse_numbers() {
  fail("kernels compute in float32 and float64 only");
}

}  // namespace dragoman
