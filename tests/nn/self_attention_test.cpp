#include "dragoman/nn/self_attention.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/activation.h>

#include "dragoman/base/error.h"
#include "nn/gradient_check.h"
#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

class SelfAttentionLayer : public testing::Test {
 protected:
  void SetUp() override {
    randomise(layer_, 51);
    layer_.eval();
  }

  SelfAttention layer_{6, 3, 0.0};
  Tensor states_ = random_tensor({3, 5, 6}, 52);
  Tensor mask_ = mask_of({3, 5, 1}, 5);

  Tensor tokens_of(const Tensor& states) const { return states.index({mask_}); }
};

TEST_F(SelfAttentionLayer, EqualsLibTorchsLayers) {
  torch::nn::MultiheadAttention attention(torch::nn::MultiheadAttentionOptions(6, 3).bias(false));
  torch::nn::LayerNorm norm(torch::nn::LayerNormOptions({6}));
  attention->to(torch::kDouble);
  norm->to(torch::kDouble);
  {
    const torch::NoGradGuard no_grad;
    auto parameters = layer_.named_parameters();
    attention->in_proj_weight.copy_(parameters["input.weight"]);
    attention->out_proj->weight.copy_(parameters["output.weight"]);
    norm->weight.copy_(parameters["norm.weight"]);
    norm->bias.copy_(parameters["norm.bias"]);
  }
  const Tensor first = states_.transpose(0, 1);
  const Tensor attended =
      std::get<0>(attention->forward(first, first, first, mask_.logical_not())).transpose(0, 1);
  EXPECT_TRUE(close(tokens_of(layer_.forward(states_, mask_)),
                    tokens_of(norm->forward(states_ + attended))));
}

TEST_F(SelfAttentionLayer, WhatPaddingHoldsIsNeverSeen) {
  const Tensor filled = states_.masked_fill(mask_.logical_not().unsqueeze(-1), 17.0);
  EXPECT_TRUE(
      same(tokens_of(layer_.forward(filled, mask_)), tokens_of(layer_.forward(states_, mask_))));
}

TEST_F(SelfAttentionLayer, GradientsEqualCentralDifferences) {
  std::vector<NamedTensor> inputs = parameters_of(layer_);
  inputs.push_back({"states", states_});
  const Tensor factors = random_tensor({9, 6}, 53);
  expect_numeric_gradients(
      inputs, [&] { return (tokens_of(layer_.forward(states_, mask_)) * factors).sum(); });
}

TEST(SelfAttention, HeadsMustDivideTheWidth) {
  EXPECT_THROW(SelfAttention(6, 4, 0.0), InputError);
}

}  // namespace
}  // namespace dragoman
