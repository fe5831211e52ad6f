#include "dragoman/nn/weight.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "nn/padded_batch.h"

namespace dragoman {
namespace {

class Owner : public WeightOwner {
 public:
  Owner() : weight(own(register_parameter("weight", random_tensor({3, 4}, 1)))) {}

  Weight weight;
};

TEST(Weight, AnOwnerThatIsNotTrainingKeepsItPacked) {
  Owner owner;
  owner.eval();
  const Weight copy = owner.weight;
  EXPECT_EQ(owner.weight.packed<double>(), copy.packed<double>());
}

TEST(Weight, InTrainingItIsPackedAnewEachTime) {
  Owner owner;
  EXPECT_NE(owner.weight.packed<double>(), owner.weight.packed<double>());
  owner.eval();
  const auto before = owner.weight.packed<double>();
  owner.train();
  owner.eval();
  EXPECT_NE(owner.weight.packed<double>(), before);
}

TEST(Weight, AChangedValueIsPackedAnew) {
  const torch::NoGradGuard no_grad;
  Owner owner;
  owner.eval();
  const auto before = owner.weight.packed<double>();
  owner.named_parameters()["weight"].mul_(2);
  EXPECT_NE(owner.weight.packed<double>(), before);

  const auto changed = owner.weight.packed<double>();
  owner.to(torch::kFloat);
  EXPECT_EQ(owner.weight.packed<float>()->inputs(), 4);
  owner.to(torch::kDouble);
  EXPECT_NE(owner.weight.packed<double>(), changed);
}

}  // namespace
}  // namespace dragoman
