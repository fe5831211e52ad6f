#pragma once
#include <torch/types.h>

#include "dragoman/kernels/array.h"

namespace dragoman {

/// The numbers of a tensor of up to four dimensions, as kernels take them; none of an undefined
/// one.
Array array_of(const torch::Tensor& tensor);

}  // namespace dragoman
