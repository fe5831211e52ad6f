#include "dragoman/nn/quantized_weights.h"

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using torch::Tensor;

constexpr double largest = 127;

/// [N, 1]; 1 for a row of zeros.
Tensor scales_of(const Tensor& matrix) {
  const Tensor most = std::get<0>(matrix.abs().max(1, true)) / largest;
  return torch::where(most > 0, most, torch::ones_like(most));
}

bool is_quantized(const Tensor& tensor) {
  return tensor.scalar_type() == torch::kInt8 && tensor.dim() == 2;
}

}  // namespace

NamedTensors quantize_weights(const NamedTensors& weights) {
  NamedTensors quantized;
  for (const auto& [name, weight] : weights) {
    if (weight.dim() != 2 || weight.numel() == 0) {
      quantized[name] = weight;
      continue;
    }
    const Tensor scales = scales_of(weight);
    quantized[name] = (weight / scales).round().to(torch::kInt8);
    quantized[name + scale_suffix] = scales.squeeze(1);
  }
  return quantized;
}

void dequantize_weights(NamedTensors& weights, const std::filesystem::path& path) {
  std::vector<std::string> used;
  for (auto& [name, weight] : weights) {
    if (!is_quantized(weight)) continue;
    const auto scales = weights.find(name + scale_suffix);
    if (scales == weights.end() || scales->second.scalar_type() != torch::kFloat ||
        scales->second.sizes() != weight.sizes().slice(0, 1)) {
      fail_input("{}: tensor '{}' is I8 and needs a '{}{}' of F32 [{}]: quantize the model again",
                 path.string(), name, name, scale_suffix, weight.size(0));
    }
    weight = weight.to(torch::kFloat) * scales->second.unsqueeze(1);
    used.push_back(scales->first);
  }
  for (const std::string& name : used) weights.erase(name);
}

}  // namespace dragoman
