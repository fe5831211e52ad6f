#include "dragoman/nn/encoder.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/rnn.h>
#include <torch/nn/utils/rnn.h>

#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

namespace rnn = torch::nn::utils::rnn;

const std::vector<int64_t> ragged = {2, 5, 1, 4};
constexpr int64_t steps = 5, input_width = 3, width = 6;

struct Case {
  CellKind cell;
  bool bidirectional;
  int64_t layers;
};

void PrintTo(const Case& shape, std::ostream* out) {
  *out << name_of(shape.cell) << (shape.bidirectional ? "_bidirectional_" : "_forward_")
       << shape.layers;
}

/// LibTorch's own layers over the packed sequences: memory [B, S, M] and last [B, M].
struct Reference {
  Tensor memory, last;
};

template <typename Layers, typename Options>
std::shared_ptr<typename Layers::ContainedType> reference_layers(int64_t layer_input,
                                                                 const Case& shape) {
  const int64_t directions = shape.bidirectional ? 2 : 1;
  Layers layers(Options(layer_input, width / directions)
                    .num_layers(shape.layers)
                    .bidirectional(shape.bidirectional)
                    .batch_first(true));
  layers->to(torch::kDouble);
  return layers.ptr();
}

Reference unpack(const rnn::PackedSequence& output, const Tensor& final_hidden,
                 bool bidirectional) {
  const Tensor memory = std::get<0>(rnn::pad_packed_sequence(output, true, 0.0, steps));
  const int64_t top = final_hidden.size(0) - 1;  // final states go by layer, then by direction
  return {memory, bidirectional ? torch::cat({final_hidden[top - 1], final_hidden[top]}, 1)
                                : final_hidden[top]};
}

/// `parameters` has the names of torch.nn.GRU and torch.nn.LSTM.
Reference run_reference(const torch::nn::Module& parameters, const Tensor& embedded,
                        const Case& shape) {
  const rnn::PackedSequence packed =
      rnn::pack_padded_sequence(embedded, lengths_of(ragged), true, false);
  if (shape.cell == CellKind::gru) {
    const auto layers =
        reference_layers<torch::nn::GRU, torch::nn::GRUOptions>(embedded.size(2), shape);
    copy_parameters(parameters, *layers);
    const auto [output, hidden] = layers->forward_with_packed_input(packed);
    return unpack(output, hidden, shape.bidirectional);
  }
  const auto layers =
      reference_layers<torch::nn::LSTM, torch::nn::LSTMOptions>(embedded.size(2), shape);
  copy_parameters(parameters, *layers);
  const auto [output, state] = layers->forward_with_packed_input(packed);
  return unpack(output, std::get<0>(state), shape.bidirectional);
}

EncoderConfig configuration(const Case& shape, bool residual = false) {
  EncoderConfig config;
  config.cell = shape.cell;
  config.width = width;
  config.layers = shape.layers;
  config.bidirectional = shape.bidirectional;
  config.residual = residual;
  return config;
}

DropoutConfig dropout(double input, double recurrent, bool variational = false) {
  DropoutConfig config;
  config.input = input;
  config.recurrent = recurrent;
  config.variational = variational;
  return config;
}

class Encoders : public testing::TestWithParam<Case> {
 protected:
  Encoder make(bool residual = false, const DropoutConfig& rates = dropout(0, 0),
               int64_t layer_input = input_width) const {
    Encoder encoder(configuration(GetParam(), residual), layer_input, rates);
    randomise(encoder, 1);
    return encoder;
  }

  Tensor embedded_ = random_tensor({4, steps, input_width}, 2);
  Tensor lengths_ = lengths_of(ragged);
  Tensor mask_ = mask_of(ragged, steps);
};

TEST_P(Encoders, EqualLibTorchsLayersOnPackedSequences) {
  Encoder encoder = make();
  const Encoded encoded = encoder.forward(embedded_, lengths_, mask_);
  const Reference expected = run_reference(encoder, embedded_, GetParam());
  EXPECT_TRUE(close(encoded.memory, expected.memory));
  EXPECT_TRUE(close(encoded.last, expected.last));
  EXPECT_TRUE(torch::equal(encoded.mask, mask_));
}

TEST_P(Encoders, MorePaddingChangesNothing) {
  Encoder encoder = make(true);
  const Encoded expected = encoder.forward(embedded_, lengths_, mask_);
  const Encoded got =
      encoder.forward(with_padding(embedded_, 1, 3, 2.5), lengths_, with_padding(mask_, 1, 3, 0));
  EXPECT_TRUE(close(got.memory, with_padding(expected.memory, 1, 3, 0)));
  EXPECT_TRUE(close(got.last, expected.last));
}

TEST_P(Encoders, WhatPaddingHoldsIsNeverSeenAndMemoryIsZeroThere) {
  Encoder encoder = make(true);
  const Tensor padding = mask_.logical_not().unsqueeze(-1);
  const Encoded expected = encoder.forward(embedded_, lengths_, mask_);
  const Encoded got = encoder.forward(embedded_.masked_fill(padding, 17.0), lengths_, mask_);
  EXPECT_TRUE(close(got.memory, expected.memory));
  EXPECT_TRUE(close(got.last, expected.last));
  EXPECT_TRUE(same(got.memory.masked_select(padding), torch::zeros(8 * width, torch::kDouble)));
  EXPECT_GT(got.memory.abs().sum(2).masked_select(mask_).min().item<double>(), 0);
}

TEST_P(Encoders, RowOrderIsIrrelevant) {
  Encoder encoder = make();
  const Tensor order = lengths_of({3, 0, 2, 1});
  const Encoded expected = encoder.forward(embedded_, lengths_, mask_);
  const Encoded got =
      encoder.forward(embedded_.index_select(0, order), lengths_.index_select(0, order),
                      mask_.index_select(0, order));
  EXPECT_TRUE(close(got.memory, expected.memory.index_select(0, order)));
  EXPECT_TRUE(close(got.last, expected.last.index_select(0, order)));
}

TEST_P(Encoders, GradientsEqualCentralDifferences) {
  Encoder encoder = make(true);
  const Tensor memory_factors = random_tensor({4, steps, width}, 3);
  const Tensor last_factors = random_tensor({4, width}, 4);
  std::vector<NamedTensor> inputs = parameters_of(encoder);
  inputs.push_back({"embedded", embedded_});
  expect_numeric_gradients(inputs, [&] {
    const Encoded encoded = encoder.forward(embedded_, lengths_, mask_);
    return (encoded.memory * memory_factors).sum() + (encoded.last * last_factors).sum();
  });
}

TEST_P(Encoders, SelfAttentionStandsOverTheStates) {
  EncoderConfig config = configuration(GetParam());
  config.self_attention_layers = 2;
  config.self_attention_heads = 3;
  Encoder encoder(config, input_width, dropout(0, 0));
  randomise(encoder, 1);
  const Encoded plain = make().forward(embedded_, lengths_, mask_);
  Tensor expected = plain.memory;
  for (const auto& layer : encoder.children()) {
    expected = std::dynamic_pointer_cast<SelfAttention>(layer)->forward(expected, mask_);
  }
  const Encoded got = encoder.forward(embedded_, lengths_, mask_);
  EXPECT_TRUE(close(got.memory, expected * mask_.unsqueeze(-1)));
  EXPECT_TRUE(close(got.last, plain.last));
  EXPECT_EQ(encoder.children().size(), 2u);
}

TEST_P(Encoders, DropNothingWhenNotTraining) {
  Encoder plain = make(), dropping = make(false, dropout(0.5, 0.5));
  dropping.eval();
  EXPECT_TRUE(close(dropping.forward(embedded_, lengths_, mask_).memory,
                    plain.forward(embedded_, lengths_, mask_).memory));
}

TEST_P(Encoders, EachDropoutRateActsInTrainingAndIsAFunctionOfTheSeed) {
  const Tensor plain = make().forward(embedded_, lengths_, mask_).memory;
  for (const DropoutConfig& rates :
       {dropout(0.5, 0), dropout(0, 0.5), dropout(0.5, 0, true), dropout(0, 0.5, true)}) {
    Encoder encoder = make(false, rates);
    torch::manual_seed(5);
    const Tensor first = encoder.forward(embedded_, lengths_, mask_).memory;
    const Tensor other = encoder.forward(embedded_, lengths_, mask_).memory;
    torch::manual_seed(5);
    EXPECT_TRUE(same(encoder.forward(embedded_, lengths_, mask_).memory, first));
    EXPECT_FALSE(torch::equal(first, plain));
    EXPECT_FALSE(torch::equal(first, other)) << "a mask outlived its batch";
  }
}

TEST_P(Encoders, RecurrentDropoutSparesTheFirstStep) {
  Encoder encoder = make(false, dropout(0, 0.5));
  Encoder plain = make();
  const Tensor one_token = embedded_.narrow(1, 0, 1);
  const Tensor lengths = lengths_of({1, 1, 1, 1}), mask = mask_of({1, 1, 1, 1}, 1);
  EXPECT_TRUE(same(encoder.forward(one_token, lengths, mask).memory,
                   plain.forward(one_token, lengths, mask).memory));
}

TEST_P(Encoders, BadShapesThrow) {
  Encoder encoder = make();
  EXPECT_THROW(encoder.forward(embedded_[0], lengths_, mask_), c10::Error);
  EXPECT_THROW(encoder.forward(embedded_, lengths_, mask_.narrow(1, 0, 4)), c10::Error);
  EXPECT_THROW(encoder.forward(embedded_, lengths_.narrow(0, 0, 3), mask_), c10::Error);
  EXPECT_THROW(encoder.forward(embedded_, lengths_.to(torch::kDouble), mask_), c10::Error);
  EXPECT_THROW(encoder.forward(embedded_.narrow(2, 0, 2), lengths_, mask_), c10::Error);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Encoders,
    testing::Values(Case{CellKind::gru, false, 1}, Case{CellKind::gru, false, 2},
                    Case{CellKind::gru, true, 1}, Case{CellKind::gru, true, 2},
                    Case{CellKind::lstm, false, 1}, Case{CellKind::lstm, false, 2},
                    Case{CellKind::lstm, true, 1}, Case{CellKind::lstm, true, 2}),
    testing::PrintToStringParamName());

/// The parameters of one layer of an encoder, under the names of a first layer.
class OneLayer : public torch::nn::Module {
 public:
  OneLayer(const Encoder& encoder, const std::string& layer) {
    for (const auto& parameter : encoder.named_parameters()) {
      std::string name = parameter.key();
      const size_t found = name.find("_l" + layer);
      if (found == std::string::npos) continue;
      register_parameter(name.replace(found, 3, "_l0"), parameter.value());
    }
  }
};

class ResidualEncoder : public testing::TestWithParam<CellKind> {};

TEST_P(ResidualEncoder, AddsEachUpperLayersInputToItsOutput) {
  const Case three{GetParam(), true, 3}, one{GetParam(), true, 1};
  Encoder encoder(configuration(three, true), input_width, dropout(0, 0));
  randomise(encoder, 1);
  const Tensor embedded = random_tensor({4, steps, input_width}, 2);
  const Reference first = run_reference(OneLayer(encoder, "0"), embedded, one);
  const Reference second = run_reference(OneLayer(encoder, "1"), first.memory, one);
  const Tensor middle = first.memory + second.memory;
  const Reference third = run_reference(OneLayer(encoder, "2"), middle, one);

  const Encoded encoded = encoder.forward(embedded, lengths_of(ragged), mask_of(ragged, steps));
  EXPECT_TRUE(close(encoded.memory, middle + third.memory));
  EXPECT_TRUE(close(encoded.last, first.last + second.last + third.last));
}

INSTANTIATE_TEST_SUITE_P(Cells, ResidualEncoder, testing::ValuesIn(cell_kinds()),
                         [](const auto& cell) { return name_of(cell.param); });

}  // namespace
}  // namespace dragoman
