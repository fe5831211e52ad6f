#pragma once
#include <filesystem>
#include <map>
#include <string>

#include <torch/types.h>

namespace dragoman {

/// Weights in 8 bits, as a model file can carry them: in the place of a matrix `name`, F32 [N, K],
/// stand `name`, I8 [N, K], and `name.scale`, F32 [N], of which W_nk ≈ scale_n · q_nk with
/// scale_n = max_k |W_nk| / 127. What is no matrix stays as it is.
inline constexpr const char* scale_suffix = ".scale";

using NamedTensors = std::map<std::string, torch::Tensor>;

NamedTensors quantize_weights(const NamedTensors& weights);

/// Makes quantized weights floats again.
/// @throws InputError where a scale is missing or does not fit; `path` is for the message
void dequantize_weights(NamedTensors& weights, const std::filesystem::path& path);

}  // namespace dragoman
