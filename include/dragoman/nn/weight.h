#pragma once
#include <memory>
#include <vector>

#include <torch/nn/module.h>

#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

using torch::Tensor;

/// A weight matrix [N, K] of a model: its value, which training changes in place, and what exact
/// products make of it. Copies are the same weight.
class Weight {
 public:
  Weight() = default;
  Weight(Tensor value);  // NOLINT(google-explicit-constructor): a tensor is a weight nobody owns

  operator const Tensor&() const { return value_; }  // NOLINT(google-explicit-constructor)
  const Tensor& value() const { return value_; }
  bool defined() const { return value_.defined(); }

  /// The value laid out for exact products, on the CPU. An owner that is not training keeps it for
  /// the next product; any number of threads may ask at once.
  template <typename Real>
  std::shared_ptr<const PackedWeight<Real>> packed() const;

  /// Whether `packed` keeps what it makes; false forgets it.
  void keep_packed(bool keep) const;

 private:
  struct Packing;

  Tensor value_;
  std::shared_ptr<Packing> packing_;
};

/// A module that owns weights: in training, where their values change, none is kept packed.
class WeightOwner : public torch::nn::Module {
 public:
  void train(bool on = true) override;

  /// The parameter as a weight of this module.
  Weight own(const Tensor& parameter);

 private:
  std::vector<Weight> weights_;
};

}  // namespace dragoman
