#pragma once
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/utils.h>

namespace dragoman {

struct NamedTensor {
  std::string name;
  torch::Tensor tensor;
};

/// (f(x + h) − f(x − h)) / 2h, with f read off `value` while element `position` is moved.
inline double central_difference(const torch::Tensor& tensor, int64_t position,
                                 const std::function<torch::Tensor()>& value) {
  constexpr double step = 1e-5;
  double& element = tensor.data_ptr<double>()[position];
  const auto move_to = [&](double moved) {
    element = moved;
    tensor.unsafeGetTensorImpl()->bump_version();  // as an operation in place would
  };
  const double kept = element;
  move_to(kept + step);
  const double above = value().item<double>();
  move_to(kept - step);
  const double below = value().item<double>();
  move_to(kept);
  return (above - below) / (2 * step);
}

/// "weight_ih[2, 0]" for the flat position of an element.
inline std::string element_name(const NamedTensor& input, int64_t position) {
  std::string index;
  for (int64_t dimension = input.tensor.dim() - 1; dimension >= 0; --dimension) {
    const int64_t size = input.tensor.size(dimension);
    index = std::to_string(position % size) + (index.empty() ? "" : ", ") + index;
    position /= size;
  }
  return input.name + "[" + index + "]";
}

inline void expect_numeric_gradient(const NamedTensor& input, const torch::Tensor& gradient,
                                    const std::function<torch::Tensor()>& value) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor analytic = gradient.contiguous();
  double worst = 0;
  std::string report;
  for (int64_t i = 0; i < input.tensor.numel(); ++i) {
    const double got = analytic.data_ptr<double>()[i];
    const double expected = central_difference(input.tensor, i, value);
    const double difference = std::abs(got - expected) / (1 + std::abs(expected));
    if (difference <= worst) continue;
    worst = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    report = element_name(input, i) + ": autograd says " + std::to_string(got) +
             ", the central difference " + std::to_string(expected);
  }
  EXPECT_LE(worst, 1e-8) << "the gradient is wrong; worst at " << report;
}

/// Compares autograd with central differences at every element of every input, in double. `value`
/// is a 0-d function of the inputs; an input it does not depend on has gradient zero.
inline void expect_numeric_gradients(const std::vector<NamedTensor>& inputs,
                                     const std::function<torch::Tensor()>& value) {
  std::vector<torch::Tensor> tensors;
  for (const NamedTensor& input : inputs) {
    ASSERT_EQ(input.tensor.scalar_type(), torch::kDouble) << input.name;
    ASSERT_TRUE(input.tensor.is_leaf() && input.tensor.is_contiguous()) << input.name;
    tensors.push_back(input.tensor.requires_grad_());
  }
  const auto gradients = torch::autograd::grad({value()}, tensors, {}, false, false, true);
  for (size_t i = 0; i < inputs.size(); ++i) {
    const torch::Tensor gradient =
        gradients[i].defined() ? gradients[i] : torch::zeros_like(tensors[i]);
    expect_numeric_gradient(inputs[i], gradient, value);
  }
}

}  // namespace dragoman
