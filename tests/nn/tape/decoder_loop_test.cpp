#include "nn/tape/decoder_loop.h"

#include <gtest/gtest.h>

#include "dragoman/nn/attention/table.h"
#include "nn/decoder/decoder_input.h"
#include "nn/module_parameters.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

/// Readouts, weights, and the gradient of every parameter and input.
struct Outcome {
  Decoded decoded;
  std::vector<NamedTensor> gradients;
};

/// One pass of a decoder of `config` and its way back, from fixed weights, inputs and masks.
Outcome run(const ModelConfig& config, Kernels kernels, int64_t steps, bool weights_count) {
  const auto decoder = make_decoder(config, {kernels, Precision::fp32});
  randomise(*decoder, 31);
  Encoded encoded = random_encoded();
  std::vector<NamedTensor> inputs = parameters_of(*decoder);
  inputs.push_back({"embedded", random_words().narrow(0, 0, steps)});
  inputs.push_back({"memory", encoded.memory});
  inputs.push_back({"last", encoded.last});
  for (NamedTensor& input : inputs) input.tensor.requires_grad_();

  torch::manual_seed(8);
  Outcome outcome{decoder->decode(inputs[inputs.size() - 3].tensor, encoded), {}};
  const Tensor &readouts = outcome.decoded.readouts, &weights = outcome.decoded.weights;
  Tensor loss = (readouts * random_tensor(readouts.sizes(), 5)).sum();
  if (weights_count) loss = loss + (weights * random_tensor(weights.sizes(), 6)).sum();
  loss.backward();
  for (const NamedTensor& input : inputs)
    outcome.gradients.push_back({input.name, input.tensor.grad()});
  return outcome;
}

void expect_the_reference(const ModelConfig& config, int64_t steps = 3,
                          bool weights_count = false) {
  const Outcome expected = run(config, Kernels::reference, steps, weights_count);
  const Outcome got = run(config, Kernels::fast, steps, weights_count);
  EXPECT_TRUE(close(got.decoded.readouts, expected.decoded.readouts));
  EXPECT_TRUE(close(got.decoded.weights, expected.decoded.weights));
  ASSERT_EQ(got.gradients.size(), expected.gradients.size());
  for (size_t i = 0; i < got.gradients.size(); ++i) {
    SCOPED_TRACE(got.gradients[i].name);
    ASSERT_EQ(got.gradients[i].tensor.defined(), expected.gradients[i].tensor.defined());
    if (!got.gradients[i].tensor.defined()) continue;
    EXPECT_TRUE(close(got.gradients[i].tensor, expected.gradients[i].tensor, 1e-11));
  }
}

/// Kind of decoder, cell, attention, input feeding.
using Case = std::tuple<DecoderKind, CellKind, std::string, bool>;

class DecoderLoops : public testing::TestWithParam<Case> {
 protected:
  ModelConfig config() const {
    const auto& [decoder, cell, attention, feeding] = GetParam();
    ModelConfig made = small_config(decoder, cell, attention);
    made.decoder.input_feeding = feeding;
    return made;
  }
};

TEST_P(DecoderLoops, EqualAutogradThroughTheSteps) {
  expect_the_reference(config());
}

TEST_P(DecoderLoops, EqualAutogradWhereTheLossSeesTheWeights) {
  expect_the_reference(config(), 3, true);
}

TEST_P(DecoderLoops, EqualAutogradWithSeveralLayersAndTheBridgeOfTheLastState) {
  ModelConfig made = config();
  made.decoder.layers = 3;
  made.decoder.bridge = BridgeKind::last;
  expect_the_reference(made);
}

TEST_P(DecoderLoops, EqualAutogradThroughTransitionsAndNorms) {
  for (const bool norm : {false, true}) {
    ModelConfig made = config();
    made.decoder.layers = made.decoder.transitions = 2;
    made.decoder.layer_norm = norm;
    made.dropout.recurrent = 0.4;
    expect_the_reference(made);
  }
}

TEST_P(DecoderLoops, EqualAutogradUnderTheSameDropoutMasks) {
  for (const bool variational : {false, true}) {
    SCOPED_TRACE(variational ? "variational" : "a new mask each step");
    ModelConfig made = config();
    made.decoder.layers = 2;
    made.dropout.input = 0.3;
    made.dropout.recurrent = 0.4;
    made.dropout.variational = variational;
    expect_the_reference(made);
  }
}

TEST_P(DecoderLoops, EqualAutogradInASingleStep) {
  ModelConfig made = config();
  made.dropout.input = made.dropout.recurrent = 0.3;
  expect_the_reference(made, 1);
}

INSTANTIATE_TEST_SUITE_P(All, DecoderLoops,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds()),
                                          testing::ValuesIn(attention_names()), testing::Bool()),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param)) + "_" + std::get<2>(made.param) +
                                  (std::get<3>(made.param) ? "_fed" : "_unfed");
                         });

}  // namespace
}  // namespace dragoman
