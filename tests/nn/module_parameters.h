#pragma once
#include <vector>

#include <gtest/gtest.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include "nn/gradient_check.h"

namespace dragoman {

/// Makes the module double and every parameter random, biases too: a zero would hide a wrong use.
inline void randomise(torch::nn::Module& module, uint64_t seed) {
  module.to(torch::kDouble);
  torch::manual_seed(seed);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : module.parameters()) parameter.uniform_(-0.7, 0.7);
}

inline std::vector<NamedTensor> parameters_of(const torch::nn::Module& module) {
  std::vector<NamedTensor> parameters;
  for (const auto& parameter : module.named_parameters()) {
    parameters.push_back({parameter.key(), parameter.value()});
  }
  return parameters;
}

/// Gives every parameter of `to` the value of the one of the same name in `from`; both must have
/// the same names.
inline void copy_parameters(const torch::nn::Module& from, torch::nn::Module& to) {
  const torch::NoGradGuard no_grad;
  const auto source = from.named_parameters();
  ASSERT_EQ(source.size(), to.named_parameters().size());
  for (const auto& parameter : to.named_parameters()) {
    ASSERT_TRUE(source.contains(parameter.key())) << parameter.key();
    ASSERT_EQ(source[parameter.key()].sizes(), parameter.value().sizes()) << parameter.key();
    parameter.value().copy_(source[parameter.key()]);
  }
}

}  // namespace dragoman
