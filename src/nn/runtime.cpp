#include "dragoman/nn/runtime.h"

#include <algorithm>
#include <thread>

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <sched.h>
#include <torch/cuda.h>

#include "dragoman/base/error.h"
#include "dragoman/config/names.h"
#include "dragoman/kernels/instructions.h"
#include "dragoman/kernels/threads.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

/// How OpenBLAS was built, as its openblas_get_parallel says.
enum class BlasThreads { unknown = -1, sequential = 0, own = 1, openmp = 2 };

BlasThreads blas_threads() {
  using Query = int (*)();
  const auto query = reinterpret_cast<Query>(::dlsym(RTLD_DEFAULT, "openblas_get_parallel"));
  return query == nullptr ? BlasThreads::unknown : static_cast<BlasThreads>(query());
}

void set_blas_threads(int threads) {
  using Setter = void (*)(int);
  const auto setter = reinterpret_cast<Setter>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (setter != nullptr) setter(threads);
}

/// The cores this process may use, which may be fewer than the machine has.
int64_t available_cores() {
#ifdef __linux__
  cpu_set_t cores;
  if (::sched_getaffinity(0, sizeof cores, &cores) == 0) return CPU_COUNT(&cores);
#endif
  return std::max<int64_t>(1, std::thread::hardware_concurrency());
}

}  // namespace

torch::Device choose_device(const RuntimeConfig& config) {
  const bool available = torch::cuda::is_available();
  if (config.device == DeviceKind::cuda && !available) {
    fail_input(
        "runtime.device = \"cuda\", but LibTorch sees no CUDA device: use cpu or auto, or build "
        "against a "
        "CUDA LibTorch on a machine with a GPU");
  }
  const bool cuda = available && config.device != DeviceKind::cpu;
  return torch::Device(cuda ? torch::kCUDA : torch::kCPU);
}

Arithmetic choose_arithmetic(const RuntimeConfig& config, torch::Device device) {
  const bool fast = config.kernels == Kernels::fast && device.is_cpu();
  const bool native = fast && has_native_bf16();
  if (config.precision == Precision::bf16 && !native) {
    fail_input("runtime.precision = \"bf16\", but {}: use fp32 or auto",
               fast ? "this processor does not multiply bf16 natively"
                    : "only the fast kernels on the CPU have it");
  }
  const bool bf16 = native && config.precision != Precision::fp32;
  return {fast ? Kernels::fast : Kernels::reference, bf16 ? Precision::bf16 : Precision::fp32};
}

std::string describe(const Arithmetic& arithmetic, torch::Device device) {
  if (arithmetic.kernels == Kernels::reference) {
    return fmt::format("reference kernels (autograd step by step) on {}, fp32", device.str());
  }
  return fmt::format("fast kernels ({}), products in {} through {}", instruction_set(),
                     name_of(arithmetic.precision), product_library());
}

std::string set_threads(const RuntimeConfig& config, int64_t processes) {
  const int64_t open = std::max<int64_t>(1, available_cores() / processes);
  const int threads = static_cast<int>(config.threads > 0 ? config.threads : open);
  at::set_num_threads(threads);
  set_kernel_threads(threads);
  set_blas_threads(threads);
  const std::string chosen = fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
  if (blas_threads() == BlasThreads::own && threads > 1) {
    return chosen +
           " (this OpenBLAS brings threads of its own, which slows LibTorch's down: install "
           "libopenblas0-openmp "
           "and choose it with update-alternatives, or run with runtime.threads=1)";
  }
  return chosen;
}

}  // namespace dragoman
