#include "dragoman/nn/present_weights.h"

#include <algorithm>
#include <iterator>

#include <torch/utils.h>

#include "dragoman/base/memory.h"

namespace dragoman {

using torch::Tensor;

void forget_weights(const std::vector<Tensor>& parameters) {
  for (const Tensor& parameter : parameters) {
    parameter.set_data(torch::empty({0}, parameter.options()));
  }
  return_free_memory();
}

std::vector<Tensor> without_weights(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> found;
  std::copy_if(tensors.begin(), tensors.end(), std::back_inserter(found),
               [](const Tensor& tensor) { return tensor.defined() && tensor.numel() == 0; });
  return found;
}

PresentWeights::PresentWeights(const ReadWeights& read, const std::vector<Tensor>& parameters) {
  if (!read) return;
  read_ = without_weights(parameters);
  read(read_);
}

PresentWeights::~PresentWeights() {
  if (!read_.empty()) forget_weights(read_);
}

}  // namespace dragoman
