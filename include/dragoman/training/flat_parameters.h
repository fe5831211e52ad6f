#pragma once
#include <map>
#include <string>
#include <vector>

#include <torch/nn/module.h>

namespace dragoman {

using torch::Tensor;

/// A model's parameters as views of one buffer, and their gradients as views of another of the same
/// layout: clipping, the optimiser and averaging are then single passes over flat memory.
class FlatParameters {
 public:
  /// Moves the parameters of `module` into the buffers; `module` goes on working with them.
  explicit FlatParameters(torch::nn::Module& module);

  const Tensor& values() const { return values_; }        // [P]
  const Tensor& gradients() const { return gradients_; }  // [P]

  /// Where the parameters begin that are the last and whose names begin so; [P] without any.
  int64_t begin_of_last(std::string_view beginning) const;

  /// A stretch of the buffers whose parameters are all matrices, or all vectors: biases, the gains
  /// of a normalisation, the v of an additive score.
  struct Stretch {
    int64_t begin, end;
    bool are_matrices;
  };

  /// All of them, in order, from end to end.
  std::vector<Stretch> stretches() const;

  /// What a buffer of this layout, such as an optimiser's moment, holds for each parameter.
  std::map<std::string, Tensor> views(const Tensor& flat) const;

 private:
  struct Place {
    std::string name;
    int64_t offset;
    std::vector<int64_t> shape;
  };

  Tensor view(const Tensor& flat, const Place& place) const;

  std::vector<Place> places_;
  Tensor values_;
  Tensor gradients_;
};

}  // namespace dragoman
