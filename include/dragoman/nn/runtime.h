#pragma once
#include <cstdint>
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"

namespace dragoman {

/// The GPUs that LibTorch sees.
int64_t gpu_count();

/// The device of `runtime.device`, from then on this thread's current one; `auto` is a GPU where
/// LibTorch sees one. A GPU is then driven by one thread, whatever `set_threads` said.
/// @param process which of those on this machine this is, from 0: where no GPU is named, they take
/// one each in turn
/// @throws InputError when a GPU is asked for that is not there
torch::Device choose_device(const RuntimeConfig& config, int64_t process = 0);

/// The arithmetic of training: `runtime.kernels` and `runtime.precision`, where `auto` is bf16 if
/// products in it are faster here than in fp32, and fp32 else.
/// @throws InputError when bf16 is asked for and cannot be had
Arithmetic choose_arithmetic(const RuntimeConfig& config, torch::Device device);

/// Says in a few words what `choose_arithmetic` chose.
std::string describe(const Arithmetic& arithmetic, torch::Device device);

/// Sets the threads of LibTorch and of the BLAS library on purpose, and says in one line what was
/// chosen. OpenBLAS built with threads of its own competes with LibTorch's OpenMP threads for the
/// cores; then the line says how to fix that.
/// @param processes that share the cores where the configuration leaves the number of threads open
std::string set_threads(const RuntimeConfig& config, int64_t processes = 1);

}  // namespace dragoman
