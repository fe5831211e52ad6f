#include "nn/group_steps.h"

#include <gtest/gtest.h>
#include <torch/cuda.h>
#include <torch/torch.h>

#include "dragoman/nn/attention/table.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 11, sentences = 3, positions = 4;

/// Of each kind of attention, with and without a lexical prior, on each device.
class GroupStepsOfEveryKind
    : public testing::TestWithParam<std::tuple<torch::DeviceType, std::string, bool>> {
 protected:
  void SetUp() override {
    if (device().is_cuda() && !torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
    ModelConfig config = small_config(DecoderKind::luong, CellKind::lstm, std::get<1>(GetParam()));
    if (std::get<2>(GetParam())) config.lexical_prior = {.pieces = 4, .floor = 0.02};
    model_ = make_model(config, {vocabulary, vocabulary}, 3);
    if (std::get<2>(GetParam())) {
      model_->set_lexicon(some_lexicon({vocabulary, vocabulary}, config.lexical_prior.pieces));
    }
    model_->to(device());
    model_->eval();
  }

  static torch::Device device() { return {std::get<0>(GetParam()), 0}; }

  /// Some of this step's words, sentences and rows before it.
  static HypothesisRows draw(int64_t count, int64_t before) {
    const auto below = [&](int64_t end) {
      return torch::randint(end, {count}, torch::kLong).to(device());
    };
    return {below(vocabulary), below(before), below(sentences)};
  }

  std::shared_ptr<TranslationModel> model_;
};

void expect_near(const Tensor& found, const Tensor& expected) {
  EXPECT_LT((found - expected).abs().max().item<double>(), 1e-5);
}

TEST_P(GroupStepsOfEveryKind, AreWhatIsPredictedStepByStep) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(5);
  const Tensor source =
      torch::randint(vocabulary, {sentences, positions}, torch::kLong).to(device());
  const Tensor lengths = torch::tensor({4, 2, 3}, torch::kLong).to(device());
  const Tensor mask =
      torch::arange(positions, lengths.options()).unsqueeze(0).lt(lengths.unsqueeze(1));
  GroupSteps steps(*model_, source, lengths, mask);
  const Encoded encoded = model_->encode(source, lengths, mask);
  const AttentionMemory memory = model_->remember(encoded);
  DecoderState state = model_->start(encoded);
  int64_t before = sentences;
  for (const int64_t count : {3, 5, 5, 5, 5, 2, 2, 2}) {
    const HypothesisRows rows = draw(count, before);
    const Prediction expected =
        model_->predict(rows.words, state.select(rows.parents), memory.select(rows.sentences),
                        source.index_select(0, rows.sentences));
    const Prediction& found = steps.advance(rows);
    expect_near(found.log_probabilities, expected.log_probabilities);
    expect_near(found.weights, expected.weights);
    state = expected.state;
    before = count;
  }
}

INSTANTIATE_TEST_SUITE_P(All, GroupStepsOfEveryKind,
                         testing::Combine(testing::Values(torch::kCPU, torch::kCUDA),
                                          testing::ValuesIn(attention_names()), testing::Bool()),
                         [](const auto& made) {
                           return std::string(std::get<0>(made.param) == torch::kCPU ? "cpu_"
                                                                                     : "gpu_") +
                                  std::get<1>(made.param) +
                                  (std::get<2>(made.param) ? "_with_prior" : "");
                         });

}  // namespace
}  // namespace dragoman
