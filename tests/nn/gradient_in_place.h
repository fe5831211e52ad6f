#pragma once
#include <functional>

#include <gtest/gtest.h>

#include "nn/gradient_check.h"
#include "nn/tensor_expectations.h"

namespace dragoman {

/// Goes back through `value` twice: the second time each leaf's gradient doubles where it stands.
inline void expect_gradients_added_in_place(const std::vector<NamedTensor>& leaves,
                                            const std::function<torch::Tensor()>& value) {
  value().backward();
  std::vector<torch::Tensor> once;
  std::vector<void*> places;
  for (const NamedTensor& leaf : leaves) {
    once.push_back(leaf.tensor.grad().clone());
    places.push_back(leaf.tensor.grad().data_ptr());
  }
  value().backward();
  for (size_t i = 0; i < leaves.size(); ++i) {
    SCOPED_TRACE(leaves[i].name);
    EXPECT_EQ(leaves[i].tensor.grad().data_ptr(), places[i]);
    EXPECT_TRUE(close(leaves[i].tensor.grad(), once[i] * 2));
  }
}

}  // namespace dragoman
