#pragma once
#include <gtest/gtest.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

namespace dragoman {

/// The largest difference of two tensors of one shape is at most `tolerance`.
inline testing::AssertionResult close(const torch::Tensor& got, const torch::Tensor& expected,
                                      double tolerance = 1e-12) {
  if (got.sizes() != expected.sizes()) {
    return testing::AssertionFailure()
           << "shape " << got.sizes() << ", expected " << expected.sizes();
  }
  if (got.numel() == 0) return testing::AssertionSuccess();
  const double difference = (got - expected).detach().abs().max().item<double>();
  if (difference <= tolerance) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "differs by " << difference << ", allowed " << tolerance << "\ngot\n"
         << got << "\nexpected\n"
         << expected;
}

/// The same values, bit for bit.
inline testing::AssertionResult same(const torch::Tensor& got, const torch::Tensor& expected) {
  return close(got, expected, 0);
}

}  // namespace dragoman
