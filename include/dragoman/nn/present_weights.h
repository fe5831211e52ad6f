#pragma once
#include <functional>
#include <vector>

#include <torch/types.h>

namespace dragoman {

/// Gives parameters their weights (see ModelSource::read).
using ReadWeights = std::function<void(const std::vector<torch::Tensor>& parameters)>;

/// Leaves parameters without any element, and their memory to others.
void forget_weights(const std::vector<torch::Tensor>& parameters);

/// The defined tensors that have no element.
std::vector<torch::Tensor> without_weights(const std::vector<torch::Tensor>& tensors);

/// While it lives, parameters that had no weights have them.
class PresentWeights {
 public:
  /// @param read may be empty: then all of them have their weights
  PresentWeights(const ReadWeights& read, const std::vector<torch::Tensor>& parameters);
  ~PresentWeights();
  PresentWeights(const PresentWeights&) = delete;
  PresentWeights& operator=(const PresentWeights&) = delete;

 private:
  std::vector<torch::Tensor> read_;
};

}  // namespace dragoman
