#pragma once

namespace dragoman::cuda {

/// Whether the kernels for GPUs were built: then every kernel that takes an Array takes it on a
/// GPU, too.
bool is_available();

}  // namespace dragoman::cuda
