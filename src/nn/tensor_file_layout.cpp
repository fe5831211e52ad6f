#include "nn/tensor_file_layout.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

void check_writable(const std::string& name, const torch::Tensor& tensor) {
  if (name == "__metadata__") fail("a tensor cannot have the name \"__metadata__\": rename it");
  if (!tensor.defined())
    fail("tensor {} is undefined, expected one with elements", in_quotes(name));
  const bool known =
      std::any_of(named_dtypes.begin(), named_dtypes.end(),
                  [&](const NamedDtype& named) { return named.dtype == tensor.scalar_type(); });
  if (!known || tensor.layout() != torch::kStrided) {
    fail("tensor {} is {}, a tensor file takes dense tensors of {}: convert it", in_quotes(name),
         tensor.toString(), known_dtypes());
  }
}

}  // namespace

std::vector<TensorEntry> lay_out(const std::map<std::string, torch::Tensor>& tensors) {
  for (const auto& [name, tensor] : tensors) check_writable(name, tensor);
  std::vector<TensorEntry> entries;
  uint64_t end = 0;
  for (const NamedDtype& named : named_dtypes) {
    for (const auto& [name, tensor] : tensors) {
      if (tensor.scalar_type() != named.dtype) continue;
      const uint64_t begin = end;
      end += tensor.numel() * tensor.element_size();
      entries.push_back({name, named.dtype, tensor.sizes().vec(), begin, end});
    }
  }
  return entries;
}

}  // namespace dragoman
