#include <gtest/gtest.h>

#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/decoder.h"
#include "nn/decoder/decoder_input.h"
#include "nn/module_parameters.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

using Case = std::tuple<DecoderKind, CellKind>;

std::shared_ptr<Decoder> random_decoder(const ModelConfig& config) {
  const auto decoder = make_decoder(config);
  randomise(*decoder, 31);
  return decoder;
}

/// `steps` of `decode`, taken one by one.
std::vector<DecoderStep> advance_steps(Decoder& decoder, const Tensor& embedded,
                                       const AttentionMemory& memory, DecoderState state) {
  DecoderDropout dropout = decoder.new_dropout();
  std::vector<DecoderStep> steps;
  for (const Tensor& word : embedded.unbind(0)) {
    steps.push_back(decoder.advance(decoder.project(word), state, memory, dropout));
    state = steps.back().state;
  }
  return steps;
}

std::vector<DecoderStep> advance_steps(Decoder& decoder, const Tensor& embedded,
                                       const Encoded& encoded) {
  return advance_steps(decoder, embedded, decoder.remember(encoded), decoder.start(encoded));
}

/// Every tensor of a state, in one fixed order.
std::vector<Tensor> tensors_of(const DecoderState& state) {
  std::vector<Tensor> tensors;
  const auto add = [&](const Tensor& tensor) {
    if (tensor.defined()) tensors.push_back(tensor);
  };
  for (const CellState& layer : state.layers) {
    add(layer.hidden);
    add(layer.cell);
  }
  add(state.feed);
  add(state.carry);
  return tensors;
}

/// What every kind of decoder promises with either cell.
class DecoderContract : public testing::TestWithParam<Case> {
 protected:
  ModelConfig config(const std::string& attention = "additive", int64_t layers = 2) const {
    ModelConfig made = small_config(std::get<0>(GetParam()), std::get<1>(GetParam()), attention);
    made.decoder.layers = layers;
    return made;
  }

  Tensor words_ = random_words();
  Encoded encoded_ = random_encoded();
};

TEST_P(DecoderContract, TeacherForcingEqualsStepByStep) {
  for (const std::string& attention : attention_names()) {
    for (const bool feeding : {true, false}) {
      SCOPED_TRACE(attention + (feeding ? ", input feeding" : ""));
      ModelConfig made = config(attention);
      made.decoder.input_feeding = feeding;
      const auto decoder = random_decoder(made);
      const Decoded decoded = decoder->decode(words_, encoded_);
      const auto steps = advance_steps(*decoder, words_, encoded_);
      for (size_t t = 0; t < steps.size(); ++t) {
        const auto time = static_cast<int64_t>(t);
        EXPECT_TRUE(
            close(decoder->read_out(steps[t].features, words_[time]), decoded.readouts[time]));
        EXPECT_TRUE(close(steps[t].weights, decoded.weights[time]));
      }
    }
  }
}

TEST_P(DecoderContract, StateRowsCanBeReorderedAndRepeated) {
  const Tensor rows = lengths_of({2, 0, 0, 1});
  const auto decoder = random_decoder(config());
  const AttentionMemory memory = decoder->remember(encoded_);
  const auto expected = advance_steps(*decoder, words_, memory, decoder->start(encoded_));
  const auto got = advance_steps(*decoder, words_.narrow(0, 1, 2).index_select(1, rows),
                                 memory.select(rows), expected[0].state.select(rows));
  for (size_t t = 0; t < got.size(); ++t) {
    EXPECT_TRUE(close(got[t].features, expected[t + 1].features.index_select(0, rows)));
    EXPECT_TRUE(close(got[t].weights, expected[t + 1].weights.index_select(0, rows)));
  }
}

TEST_P(DecoderContract, SlicesOfTheStateConcatenateToTheWhole) {
  const auto decoder = random_decoder(config());
  const DecoderState state =
      advance_steps(*decoder, words_, decoder->remember(encoded_), decoder->start(encoded_))
          .back()
          .state;
  const DecoderState joined = concatenate({state.slice(0, 1), state.slice(1, 2)});
  const std::vector<Tensor> expected = tensors_of(state), got = tensors_of(joined);
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(same(got[i], expected[i]));
}

TEST_P(DecoderContract, AdvanceLeavesItsStateUntouched) {
  const auto decoder = random_decoder(config());
  const AttentionMemory memory = decoder->remember(encoded_);
  const DecoderState state =
      advance_steps(*decoder, words_, memory, decoder->start(encoded_)).back().state;
  std::vector<Tensor> kept;
  for (const Tensor& tensor : tensors_of(state)) kept.push_back(tensor.clone());
  advance_steps(*decoder, words_, memory, state);
  const std::vector<Tensor> after = tensors_of(state);
  ASSERT_EQ(after.size(), kept.size());
  for (size_t i = 0; i < after.size(); ++i) EXPECT_TRUE(same(after[i], kept[i]));
}

TEST_P(DecoderContract, MorePaddingOfTheSourceChangesNothing) {
  for (const BridgeKind bridge : {BridgeKind::last, BridgeKind::mean}) {
    ModelConfig made = config();
    made.decoder.bridge = bridge;
    const auto decoder = random_decoder(made);
    const Encoded padded{with_padding(encoded_.memory, 1, 2, 0),
                         with_padding(encoded_.mask, 1, 2, 0), encoded_.last};
    const Decoded expected = decoder->decode(words_, encoded_);
    const Decoded got = decoder->decode(words_, padded);
    EXPECT_TRUE(close(got.readouts, expected.readouts));
    EXPECT_TRUE(close(got.weights, with_padding(expected.weights, 2, 2, 0)));
  }
}

TEST_P(DecoderContract, RowOrderIsIrrelevant) {
  const Tensor order = lengths_of({2, 0, 1});
  const auto decoder = random_decoder(config());
  const Encoded permuted{encoded_.memory.index_select(0, order),
                         encoded_.mask.index_select(0, order),
                         encoded_.last.index_select(0, order)};
  const Decoded expected = decoder->decode(words_, encoded_);
  const Decoded got = decoder->decode(words_.index_select(1, order), permuted);
  EXPECT_TRUE(close(got.readouts, expected.readouts.index_select(1, order)));
  EXPECT_TRUE(close(got.weights, expected.weights.index_select(1, order)));
}

TEST_P(DecoderContract, AGradientReachesEveryParameter) {
  for (const std::string& attention : attention_names()) {
    const auto decoder = random_decoder(config(attention));
    const Tensor readouts = decoder->decode(words_, encoded_).readouts;
    (readouts * random_tensor(readouts.sizes(), 5)).sum().backward();
    for (const NamedTensor& parameter : parameters_of(*decoder)) {
      ASSERT_TRUE(parameter.tensor.grad().defined()) << attention << ": " << parameter.name;
      EXPECT_GT(parameter.tensor.grad().abs().max().item<double>(), 1e-9)
          << attention << ": " << parameter.name;
    }
  }
}

TEST_P(DecoderContract, DropNothingWhenNotTraining) {
  const Tensor plain = random_decoder(config())->decode(words_, encoded_).readouts;
  ModelConfig made = config();
  made.dropout.input = made.dropout.recurrent = 0.5;
  const auto decoder = random_decoder(made);
  decoder->eval();
  EXPECT_TRUE(close(decoder->decode(words_, encoded_).readouts, plain));
}

TEST_P(DecoderContract, EachDropoutRateActsInTrainingAndIsAFunctionOfTheSeed) {
  const Tensor plain = random_decoder(config())->decode(words_, encoded_).readouts;
  for (const bool variational : {false, true}) {
    for (const auto rate : {&DropoutConfig::input, &DropoutConfig::recurrent}) {
      ModelConfig made = config();
      made.dropout.*rate = 0.5;
      made.dropout.variational = variational;
      const auto decoder = random_decoder(made);
      torch::manual_seed(6);
      const Tensor first = decoder->decode(words_, encoded_).readouts;
      const Tensor other = decoder->decode(words_, encoded_).readouts;
      torch::manual_seed(6);
      EXPECT_TRUE(same(decoder->decode(words_, encoded_).readouts, first));
      EXPECT_FALSE(torch::equal(first, plain));
      EXPECT_FALSE(torch::equal(first, other)) << "a mask outlived its batch";
    }
  }
}

/// The masks of a batch, none of which drops anything.
DecoderDropout no_dropout() {
  const StepDropout identity(0, false);
  return {identity, identity, identity, {identity}, {identity}};
}

/// Whether two steps under these masks differ from two steps without any.
bool acts(Decoder& decoder, const Tensor& words, const Encoded& encoded, DecoderDropout dropout) {
  const AttentionMemory memory = decoder.remember(encoded);
  const auto two_steps = [&](DecoderDropout& masks) {
    DecoderStep step{decoder.start(encoded), {}, {}};
    for (int64_t t = 0; t < 2; ++t) {
      step = decoder.advance(decoder.project(words[t]), step.state, memory, masks);
    }
    return step.features;
  };
  DecoderDropout identity = no_dropout();
  return !torch::equal(two_steps(dropout), two_steps(identity));
}

TEST_P(DecoderContract, EveryDropoutMaskActs) {
  const auto decoder = random_decoder(config());
  const StepDropout half(0.5, false);
  DecoderDropout recurrent = no_dropout(), second = no_dropout(), context = no_dropout(),
                 input = no_dropout(), hidden = no_dropout();
  recurrent.recurrent = half;
  second.second = half;
  context.context = half;
  input.input[0] = half;
  hidden.hidden[0] = half;
  EXPECT_FALSE(acts(*decoder, words_, encoded_, no_dropout()));
  EXPECT_TRUE(acts(*decoder, words_, encoded_, recurrent));
  EXPECT_TRUE(acts(*decoder, words_, encoded_, context));
  EXPECT_TRUE(acts(*decoder, words_, encoded_, input));
  EXPECT_TRUE(acts(*decoder, words_, encoded_, hidden));
  const bool two_cells = std::get<0>(GetParam()) == DecoderKind::conditional;
  EXPECT_EQ(acts(*decoder, words_, encoded_, second), two_cells);
}

TEST_P(DecoderContract, DropoutRatesGoToTheMasksTheyName) {
  ModelConfig made = config();
  made.dropout.input = 0.2;
  made.dropout.recurrent = 0.6;
  DecoderDropout dropout = make_decoder(made)->new_dropout();
  torch::manual_seed(7);
  const auto rate = [](StepDropout& mask) {
    return mask.step(torch::ones({100, 100})).eq(0).to(torch::kDouble).mean().item<double>();
  };
  EXPECT_NEAR(rate(dropout.recurrent), 0.6, 0.03);
  EXPECT_NEAR(rate(dropout.second), 0.6, 0.03);
  EXPECT_NEAR(rate(dropout.hidden.at(0)), 0.6, 0.03);
  EXPECT_NEAR(rate(dropout.context), 0.2, 0.03);
  EXPECT_NEAR(rate(dropout.input.at(0)), 0.2, 0.03);
}

TEST_P(DecoderContract, BadShapesThrow) {
  const auto decoder = random_decoder(config());
  EXPECT_THROW(decoder->decode(words_[0], encoded_), c10::Error);
  EXPECT_THROW(decoder->decode(words_.narrow(1, 0, 2), encoded_), c10::Error);
  EXPECT_THROW(decoder->decode(words_.narrow(2, 0, 2), encoded_), c10::Error);
}

TEST_P(DecoderContract, EveryPlaceHasADropoutMaskOfItsOwn) {
  ModelConfig made = config("additive", 3);
  made.dropout.input = made.dropout.recurrent = 0.5;
  const DecoderDropout dropout = make_decoder(made)->new_dropout();
  std::vector<StepDropout> places = {dropout.recurrent, dropout.second, dropout.context};
  for (const auto* more : {&dropout.input, &dropout.hidden}) {
    places.insert(places.end(), more->begin(), more->end());
  }
  ASSERT_EQ(places.size(), 7);
  const Tensor like = torch::zeros({4, 50});
  for (size_t one = 0; one < places.size(); ++one) {
    for (size_t other = 0; other < one; ++other) {
      EXPECT_FALSE(torch::equal(places[one].masks(2, like), places[other].masks(2, like)))
          << one << " and " << other;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(KindsAndCells, DecoderContract,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds())),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param));
                         });

}  // namespace
}  // namespace dragoman
