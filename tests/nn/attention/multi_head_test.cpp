#include "nn/attention/multi_head.h"

#include <torch/nn/modules/activation.h>

#include "dragoman/base/error.h"
#include "nn/attention/attention_by_loops.h"

namespace dragoman {
namespace {

void set_identities(torch::nn::Module& attention, std::initializer_list<const char*> names) {
  for (const char* name : names) set_parameter(attention, name, {1, 0, 0, 1});
}

TEST(MultiHeadAttention, HandWorkedNumbers) {
  MultiHeadAttention attention({.query = 2, .memory = 2, .hidden = 1, .heads = 2});
  set_identities(attention, {"query_weight", "key_weight", "value_weight"});
  set_parameter(attention, "output_weight", {0, 1, 1, 0});
  // Head 1 sees the first numbers, scores log 3 and 0; head 2 the second ones, scores 0 and 0.
  // W^O exchanges what they give: 0.75 · log 3 and 0.5 · 6.
  const double log3 = std::log(3.0);
  expect_numbers(attention, {1.0, 0.0}, {{log3, 2.0}, {0.0, 4.0}}, {0.625, 0.375},
                 {3.0, 0.75 * log3});
}

/// With as many queries as rows, LibTorch's own layer, whose sequences stand first.
TEST(MultiHeadAttention, EqualsLibTorchsLayer) {
  MultiHeadAttention attention({.query = 6, .memory = 6, .hidden = 1, .heads = 3});
  randomise(attention, 31);
  torch::nn::MultiheadAttention layer(torch::nn::MultiheadAttentionOptions(6, 3).bias(false));
  layer->to(torch::kDouble);
  {
    const torch::NoGradGuard no_grad;
    auto parameters = attention.named_parameters();
    layer->in_proj_weight.copy_(torch::cat(
        {parameters["query_weight"], parameters["key_weight"], parameters["value_weight"]}));
    layer->out_proj->weight.copy_(parameters["output_weight"]);
  }
  const Tensor encoded = random_tensor({3, 5, 6}, 32), query = random_tensor({3, 6}, 33);
  const Tensor mask = mask_of({3, 5, 1}, 5), memory = encoded.transpose(0, 1);
  const auto [context, weights] =
      layer->forward(query.unsqueeze(0), memory, memory, mask.logical_not(), true, {}, false);
  const AttentionStep step =
      attention.attend(query, attention.remember(encoded, mask, reference_arithmetic), {});
  EXPECT_TRUE(close(step.context, context[0]));
  EXPECT_TRUE(close(step.heads, weights.squeeze(2)));
  EXPECT_TRUE(close(step.weights, step.heads.mean(1)));
}

TEST(MultiHeadAttention, HeadsMustDivideTheMemoryWidth) {
  EXPECT_THROW(MultiHeadAttention({.query = 4, .memory = 4, .hidden = 1, .heads = 3}), InputError);
}

}  // namespace
}  // namespace dragoman
