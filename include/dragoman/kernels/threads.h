#pragma once

namespace dragoman {

/// How many threads kernels share their work among at most.
int kernel_threads();
void set_kernel_threads(int threads);

}  // namespace dragoman
