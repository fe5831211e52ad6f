#include "dragoman/nn/runtime.h"

#include <algorithm>
#include <thread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <sched.h>
#include <torch/cuda.h>

#include "dragoman/base/error.h"
#include "dragoman/config/device_choice.h"
#include "dragoman/config/names.h"
#include "dragoman/kernels/cuda.h"
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

int64_t gpu_count() {
  return static_cast<int64_t>(torch::cuda::device_count());
}

torch::Device choose_device(const RuntimeConfig& config, int64_t process) {
  const int64_t gpus = gpu_count();
  const DeviceChoice choice = device_of_job(config.device, process, gpus);
  if (choice.kind != DeviceKind::cuda) return torch::kCPU;
  const auto refuse = [&](const std::string& reason) {
    fail_input("runtime.device = \"{}\", but {}", text_of(choice), reason);
  };
  if (!at::Context::hasCUDART()) {
    refuse("this LibTorch was built without CUDA: use cpu or auto, or build with a CUDA LibTorch");
  }
  if (gpus == 0) {
    refuse("CUDA sees no GPU: look at nvidia-smi and CUDA_VISIBLE_DEVICES, or use cpu or auto");
  }
  if (*choice.index >= gpus) refuse(fmt::format("CUDA sees {} GPUs, from cuda:0 on", gpus));
  const torch::Device device(torch::kCUDA, static_cast<torch::DeviceIndex>(*choice.index));
  c10::impl::VirtualGuardImpl(torch::kCUDA).setDevice(device);
  set_kernel_threads(1);  // several would wait for one another at the GPU, with smaller batches
  return device;
}

Arithmetic choose_arithmetic(const RuntimeConfig& config, torch::Device device) {
  const bool fast = config.kernels == Kernels::fast && (device.is_cpu() || cuda::is_available());
  const bool native = fast && has_native_bf16(device);
  if (config.precision == Precision::tf32 && (!native || device.is_cpu())) {
    fail_input(
        "runtime.precision = \"tf32\", but only the fast kernels of a GPU have it, from NVIDIA's "
        "Ampere on: use fp32 or auto");
  }
  if (config.precision == Precision::bf16 && !native) {
    fail_input("runtime.precision = \"bf16\", but {}: use fp32 or auto",
               fast ? fmt::format("this {} does not multiply bf16 natively",
                                  device.is_cpu() ? "processor" : "GPU")
                    : "only the fast kernels have it");
  }
  Precision precision = config.precision;
  if (precision == Precision::automatic) {
    precision = native && is_faster_in_bf16(device) ? Precision::bf16 : Precision::fp32;
  }
  return {fast ? Kernels::fast : Kernels::reference, precision};
}

std::string describe(const Arithmetic& arithmetic, torch::Device device) {
  if (arithmetic.kernels == Kernels::reference) {
    return fmt::format("reference kernels (autograd step by step) on {}, fp32",
                       c10::DeviceTypeName(device.type(), true));
  }
  return fmt::format("fast kernels ({}), products in {} through {}",
                     device.is_cpu() ? instruction_set() : "CUDA", name_of(arithmetic.precision),
                     product_library(device));
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
