#include "dragoman/training/flat_parameters.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

namespace dragoman {
namespace {

class FlatParametersTest : public testing::Test {
 protected:
  FlatParametersTest() { torch::manual_seed(1); }
  torch::nn::Linear module_{torch::nn::LinearOptions(5, 3)};
};

TEST_F(FlatParametersTest, TheModelKeepsItsValuesAndSeesChangesOfTheBuffer) {
  const Tensor weight = module_->weight.clone(), bias = module_->bias.clone();
  const FlatParameters flat(*module_);
  EXPECT_TRUE(torch::equal(module_->weight, weight));
  EXPECT_TRUE(torch::equal(module_->bias, bias));
  flat.values().mul_(2);
  EXPECT_TRUE(torch::equal(module_->weight, weight * 2));
  EXPECT_TRUE(torch::equal(flat.views(flat.values()).at("bias"), bias * 2));
}

TEST_F(FlatParametersTest, KnowWhereTheLastOfABeginningBegin) {
  const FlatParameters flat(*module_);  // a weight of 15 values in 16 places, a bias of 3
  EXPECT_EQ(flat.begin_of_last("bias"), 16);
  EXPECT_EQ(flat.begin_of_last("weight"), 32);  // which is not the last
  EXPECT_EQ(flat.begin_of_last(""), 0);
}

TEST_F(FlatParametersTest, TellsMatricesFromVectorsFromEndToEnd) {
  const auto stretches = FlatParameters(*module_).stretches();
  ASSERT_EQ(stretches.size(), 2);
  EXPECT_TRUE(stretches[0].begin == 0 && stretches[0].end == 16 && stretches[0].are_matrices);
  EXPECT_TRUE(stretches[1].begin == 16 && stretches[1].end == 32 && !stretches[1].are_matrices);
}

TEST_F(FlatParametersTest, GradientsArriveInTheBuffer) {
  const FlatParameters flat(*module_);
  module_->forward(torch::ones({2, 5})).sum().backward();
  EXPECT_TRUE(torch::equal(flat.views(flat.gradients()).at("weight"), torch::full({3, 5}, 2.0)));
  EXPECT_TRUE(torch::equal(flat.views(flat.gradients()).at("bias"), torch::full({3}, 2.0)));
  EXPECT_DOUBLE_EQ(flat.gradients().sum().item<double>(), 36);
  flat.gradients().zero_();
  EXPECT_EQ(module_->weight.grad().abs().sum().item<double>(), 0);
}

}  // namespace
}  // namespace dragoman
