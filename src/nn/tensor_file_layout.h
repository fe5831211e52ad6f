#pragma once
#include <map>
#include <string>
#include <vector>

#include <torch/types.h>

#include "nn/tensor_file_header.h"

namespace dragoman {

/// Entries without holes for `tensors`, in the format's order (descending alignment, then name).
/// @throws Error when a dtype or a name is not allowed.
std::vector<TensorEntry> lay_out(const std::map<std::string, torch::Tensor>& tensors);

}  // namespace dragoman
