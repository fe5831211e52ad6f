#pragma once
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"

namespace dragoman {

/// The device of `runtime.device`; `auto` is the GPU where LibTorch sees one.
/// @throws InputError when `cuda` is asked for and there is none
torch::Device choose_device(const RuntimeConfig& config);

/// The arithmetic of training: `runtime.kernels` and `runtime.precision`, where `auto` is bf16 if
/// this processor multiplies bf16 natively, and fp32 else.
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
