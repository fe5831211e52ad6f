#pragma once
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"

namespace dragoman {

/// The device of `runtime.device`; `auto` is the GPU where LibTorch sees one.
/// @throws InputError when `cuda` is asked for and there is none
torch::Device choose_device(const RuntimeConfig& config);

/// Sets the threads of LibTorch and of the BLAS library on purpose, and says in one line what was
/// chosen. OpenBLAS built with threads of its own competes with LibTorch's OpenMP threads for the
/// cores; then the line says how to fix that.
std::string set_threads(const RuntimeConfig& config);

}  // namespace dragoman
