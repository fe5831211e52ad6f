#pragma once
#include <map>
#include <string>
#include <vector>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/training/averaged_weights.h"
#include "dragoman/training/flat_parameters.h"

namespace dragoman {

using torch::Tensor;

/// Adam (Kingma and Ba 2015, algorithm 1), AdamW (Loshchilov and Hutter 2019, algorithm 2) or SGD
/// with momentum, in PyTorch's form, over flat buffers. On the CPU an update is one pass over
/// memory, from the clipped gradient to the average of the weights, and a GPU is not waited for
/// (but with SGD). Weight decay is for matrices: biases and gains are spared, as they are few and
/// have their scale from elsewhere.
class Optimizer {
 public:
  /// @param values [P], changed by every update; it must not be resized or replaced
  /// @param stretches of `values`; without any, all are matrices
  Optimizer(const OptimizerConfig& config, const Tensor& values,
            std::vector<FlatParameters::Stretch> stretches = {});

  /// @param gradients [P], which end as zeros, ready for the next update
  /// @param scale 0-d float64, what the gradients are taken times; where it is not finite, nothing
  /// else changes
  /// @param number of this update, from 1, for Adam's bias correction
  /// @param average moves towards the new values
  void update(const Tensor& gradients, const Tensor& scale, double learning_rate, int64_t number,
              const AveragedWeights::Step& average = {});

  /// The state to save, by name, each [P]; writing into the tensors restores it.
  const std::map<std::string, Tensor>& state() const { return state_; }

 private:
  OptimizerConfig config_;
  std::vector<FlatParameters::Stretch> stretches_;
  Tensor values_;
  std::map<std::string, Tensor> state_;
};

/// The factor that turns the gradient of a sum over words into that of their mean, clipped so that
/// its norm is at most `clip_norm` (Pascanu et al. 2013); 0 does not clip. Not finite where the
/// norm is not. All tensors are 0-d, float64 and on one device, which is not waited for.
/// @param sum_norm of the gradient of the sum @param words their number
Tensor clipped_scale(const Tensor& sum_norm, const Tensor& words, double clip_norm);

}  // namespace dragoman
