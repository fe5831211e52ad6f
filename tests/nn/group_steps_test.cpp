#include "nn/group_steps.h"

#include <gtest/gtest.h>
#include <torch/cuda.h>
#include <torch/torch.h>

#include "dragoman/nn/attention/table.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 11, sentences = 3;

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

  /// Three sentences of up to so many words.
  std::unique_ptr<GroupSteps> encoded(int64_t positions) {
    const Tensor source = torch::randint(vocabulary, {sentences, positions}, torch::kLong);
    const Tensor lengths = torch::randint(1, positions + 1, {sentences}, torch::kLong);
    const Tensor mask = torch::arange(positions).unsqueeze(0).lt(lengths.unsqueeze(1));
    return std::make_unique<GroupSteps>(*model_, source.to(device()), lengths.to(device()),
                                        mask.to(device()));
  }

  /// Some words, sentences and rows of the step before.
  static HypothesisRows draw(int64_t count, int64_t before) {
    const auto below = [&](int64_t end) {
      return torch::randint(end, {count}, torch::kLong).to(device());
    };
    return {below(vocabulary), below(before), below(sentences)};
  }

  std::shared_ptr<TranslationModel> model_;
};

void expect_near(const Prediction& found, const Prediction& expected) {
  const auto distance = [](const Tensor& a, const Tensor& b) {
    return (a - b).abs().max().item<double>();
  };
  EXPECT_LT(distance(found.log_probabilities, expected.log_probabilities), 1e-5);
  EXPECT_LT(distance(found.weights, expected.weights), 1e-5);
  ASSERT_EQ(found.heads.defined(), expected.heads.defined());
  if (!found.heads.defined()) return;
  EXPECT_LT(distance(found.heads, expected.heads), 1e-5);
}

TEST_P(GroupStepsOfEveryKind, InTilesAreWhatTheyAreAtOnce) {
  const torch::NoGradGuard no_grad;
  RecordedSteps recorded(model_, device());
  const int64_t tile = 2;
  std::vector<std::unique_ptr<GroupSteps>> at_once, in_tiles;
  for (const int64_t positions : {4, 4, 6, 1, 2, 3, 5, 7, 8, 9, 10}) {  // two share their shape
    torch::manual_seed(positions + static_cast<int64_t>(at_once.size()));
    at_once.push_back(encoded(positions));
    torch::manual_seed(positions + static_cast<int64_t>(in_tiles.size()));
    in_tiles.push_back(encoded(positions));
  }
  int64_t before = sentences;
  for (const int64_t count : {2, 6, 6, 4, 4, 2, 2}) {
    for (size_t group = 0; group < at_once.size(); ++group) {
      const HypothesisRows rows = draw(count, before);
      expect_near(in_tiles[group]->advance(rows, tile, recorded), at_once[group]->advance(rows));
    }
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
