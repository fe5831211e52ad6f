#pragma once
#include <cstdint>
#include <functional>

namespace dragoman {

/// How many threads kernels share their work among at most. What is set holds for the thread that
/// sets it and for those that compute for the first time after it.
int kernel_threads();
void set_kernel_threads(int threads);

/// Calls work(index) once for each index in [0, count), the next one on whichever thread is free;
/// on this one alone where other threads are busy beside it. What any call throws is thrown here
/// once all have ended. Kernels that `work` calls share theirs only where it is called alone.
void on_threads(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace dragoman
