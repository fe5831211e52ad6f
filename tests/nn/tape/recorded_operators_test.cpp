#include "nn/tape/recorded_operators.h"

#include <gtest/gtest.h>
#include <torch/cuda.h>
#include <torch/utils.h>

#include "nn/small_model.h"
#include "nn/training_step.h"

// On a GPU operators are recorded, and so they are, but for the recording itself, where all tests
// of nn run with emulated kernels; elsewhere each batch makes its own.

namespace dragoman {
namespace {

/// weight ⊙ mask ⊙ input and weight + input, with what the ledger may do: a gradient of a
/// parameter, one written into it, one of an input.
class Weighed : public Operator {
 public:
  Weighed(const Tensor& input, const Tensor& mask, const Tensor& weight, bool repeatable)
      : input_(input.detach()),
        factor_(mask.defined() ? mask * weight.detach() : weight.detach().expand_as(input)),
        repeatable_(repeatable),
        input_entry_(ledger_.add(input)),
        weight_entry_(ledger_.add(weight)) {}

  variable_list forward() override { return {input_ * factor_, input_ + factor_}; }

  void backward(const variable_list& upstream) override {
    Tensor of_input = upstream[0] * factor_, of_weight = upstream[0] * input_;
    if (upstream[1].defined()) {
      of_input = of_input + upstream[1];
      of_weight = of_weight + upstream[1];
    }
    ledger_.gradient(input_entry_) = of_input;
    ledger_.write(weight_entry_, [&](Tensor gradient, bool accumulate) {
      accumulate ? gradient.add_(of_weight.sum(0)) : gradient.copy_(of_weight.sum(0));
    });
  }

  size_t differentiable_outputs() const override { return 2; }
  bool is_repeatable() const override { return repeatable_; }

 private:
  Tensor input_, factor_;
  bool repeatable_;
  GradientLedger::Entry input_entry_, weight_entry_;
};

class RecordedOperatorsOn : public testing::TestWithParam<torch::DeviceType> {
 protected:
  void SetUp() override {
    if (GetParam() == torch::kCUDA && !torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
    torch::manual_seed(1);
    weight_ = random({4}).requires_grad_();
    weight_.mutable_grad() = torch::zeros_like(weight_);
  }

  Tensor random(at::IntArrayRef shape) const {
    return torch::randn(shape, torch::kDouble).to(GetParam());
  }

  variable_list run(const Tensor& input, const Tensor& mask = {}, bool repeatable = true) {
    const Tensor weight = weight_;
    return recorded_.run({input, mask}, [weight, repeatable](const variable_list& given) {
      return c10::make_intrusive<Weighed>(given[0], given[1], weight, repeatable);
    });
  }

  /// What one batch must come to, by autograd alone.
  void expect_right(const Tensor& given, const Tensor& mask, bool both, bool repeatable = true) {
    const Tensor input = given.clone().requires_grad_(), upstream = random(given.sizes());
    const Tensor before = weight_.grad().clone();
    const variable_list outputs = run(input, mask, repeatable);
    Tensor loss = (outputs[0] * upstream).sum();
    if (both) loss = loss + (outputs[1] * upstream).sum();
    loss.backward();

    const Tensor own = given.clone().requires_grad_(), weight = weight_.detach().clone();
    weight.requires_grad_();
    const Tensor factor = mask.defined() ? mask * weight : weight.expand_as(own);
    Tensor expected = (own * factor * upstream).sum();
    if (both) expected = expected + ((own + factor) * upstream).sum();
    EXPECT_TRUE(torch::allclose(loss, expected));
    expected.backward();
    EXPECT_TRUE(torch::allclose(input.grad(), own.grad()));
    if (mask.defined()) return;  // the operator's second output takes no mask out of it again
    EXPECT_TRUE(torch::allclose(weight_.grad() - before, weight.grad()));
  }

  Tensor weight_;
  RecordedOperators recorded_;
};

TEST_P(RecordedOperatorsOn, GiveEachBatchItsOwnOutputsAndGradients) {
  for (int batch = 0; batch < 4; ++batch) {
    expect_right(random({3, 4}), {}, /*both=*/false);
    expect_right(random({5, 4}), {}, /*both=*/batch % 2 == 0);
    expect_right(random({3, 4}), random({3, 4}), /*both=*/false);
    expect_right(random({3, 4}), random({1, 4}).expand({3, 4}), /*both=*/false);
    expect_right(random({2, 4}), {}, /*both=*/true, /*repeatable=*/false);
  }
}

TEST_P(RecordedOperatorsOn, TakeABatchWhileAnotherIsUnderWay) {
  for (const int64_t steps : {3, 3, 5, 5, 3, 5}) {  // of the other's shape, or another
    const Tensor one = random({3, 4}).requires_grad_(), other = random({steps, 4}).requires_grad_();
    const Tensor first = run(one)[0], second = run(other)[0];
    (first.sum() + second.sum() * 2).backward();
    EXPECT_TRUE(torch::allclose(first, one * weight_));
    EXPECT_TRUE(torch::allclose(second, other * weight_));
    EXPECT_TRUE(torch::allclose(one.grad(), weight_.detach().expand_as(one)));
    EXPECT_TRUE(torch::allclose(other.grad(), 2 * weight_.detach().expand_as(other)));
  }
}

TEST_P(RecordedOperatorsOn, FollowGradientsThatMoved) {
  for (int batch = 0; batch < 4; ++batch) {
    weight_.mutable_grad() = torch::zeros_like(weight_);
    expect_right(random({3, 4}), {}, /*both=*/false);
  }
}

TEST_P(RecordedOperatorsOn, NeedNoGradient) {
  for (int batch = 0; batch < 3; ++batch) {
    const torch::NoGradGuard no_grad;
    const Tensor input = random({3, 4});
    EXPECT_TRUE(torch::allclose(run(input)[0], input * weight_));
  }
}

INSTANTIATE_TEST_SUITE_P(Devices, RecordedOperatorsOn, testing::Values(torch::kCPU, torch::kCUDA),
                         [](const auto& made) {
                           return std::string(made.param == torch::kCPU ? "cpu" : "gpu");
                         });

/// Several batches of the same shape, one after the other, into the same gradients.
TEST(RecordedTraining, AddsUpTheGradientsOfItsBatches) {
  for (const DecoderKind kind : decoder_kinds()) {
    ModelConfig config = stacked_config(kind, CellKind::gru);
    config.dropout.input = config.dropout.recurrent = 0.3;
    const auto gradients = [&](Kernels kernels) {
      const auto model = make_model(config, {40, 40}, 1, {kernels, Precision::fp32});
      if (torch::cuda::is_available()) model->to(torch::kCUDA);
      const torch::Device device = model->device();
      for (Tensor& weight : model->parameters()) weight.mutable_grad() = torch::zeros_like(weight);
      for (const uint64_t batch : {3, 4, 5, 6}) {
        const SentencePairs pairs = random_pairs({6, 3, 9, 1, 7}, {5, 8, 2, 4, 6}, 40, batch);
        const Encoded encoded =
            model->encode(pairs.source.to(device), pairs.lengths.to(device), pairs.mask.to(device));
        model
            ->loss(model->decode(encoded, pairs.target_input.to(device)),
                   pairs.target_output.to(device), pairs.target_mask.to(device), {0.1})
            .trained.backward();
      }
      return parameters_of(*model);
    };
    const auto expected = gradients(Kernels::reference), found = gradients(Kernels::fast);
    for (size_t i = 0; i < found.size(); ++i) {
      const Tensor right = expected[i].tensor.grad();
      EXPECT_LT(norm_of(found[i].tensor.grad() - right), 1e-4 * norm_of(right) + 1e-7)
          << name_of(kind) << ' ' << found[i].name;
    }
  }
}

}  // namespace
}  // namespace dragoman
