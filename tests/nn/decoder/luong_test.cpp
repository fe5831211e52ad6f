#include "nn/decoder/luong.h"

#include <gtest/gtest.h>

#include "nn/decoder/decoder_by_concatenation.h"

namespace dragoman {
namespace {

/// h_t = cell([e_t; h̃_{t−1}], h_{t−1}),  h̃_t = tanh(W_c [c_t; h_t]), with h̃_0 = 0.
Tensor luong_readouts(const DecoderByConcatenation& decoder, const Tensor& embedded,
                      const Encoded& encoded) {
  const bool feeding = decoder.config.decoder.input_feeding;
  const AttentionMemory memory =
      decoder.attention->remember(encoded.memory, encoded.mask, reference_arithmetic);
  std::vector<CellState> layers = decoder.start(encoded);
  Tensor attentional = torch::zeros_like(embedded[0]), carry;
  std::vector<Tensor> readouts;
  for (const Tensor& word : embedded.unbind(0)) {
    const Tensor input = feeding ? torch::cat({word, attentional}, 1) : word;
    layers[0] = decoder.cell(input, layers[0], "_l0", feeding ? "weight_feed" : "");
    decoder.run_upper_layers(layers);
    const AttentionStep attended = decoder.attention->attend(layers.back().hidden, memory, carry);
    carry = attended.carry;
    const Tensor both = torch::cat({attended.context, layers.back().hidden}, 1);
    attentional = torch::tanh(both.mm(decoder.parameters["attentional.weight"].t()));
    readouts.push_back(attentional);
  }
  return torch::stack(readouts);
}

class LuongDecoders : public testing::TestWithParam<CellKind> {};

TEST_P(LuongDecoders, EqualTheDecoderByConcatenation) {
  ModelConfig config = small_config(DecoderKind::luong, GetParam());
  for (const bool feeding : {true, false}) {
    SCOPED_TRACE(feeding ? "input feeding" : "no input feeding");
    config.decoder.input_feeding = feeding;
    expect_readouts(config, luong_readouts);
  }
}

INSTANTIATE_TEST_SUITE_P(Cells, LuongDecoders, testing::ValuesIn(cell_kinds()),
                         [](const auto& cell) { return name_of(cell.param); });

TEST(LuongDecoder, WithoutInputFeedingHasNoWeightsForIt) {
  ModelConfig config = small_config(DecoderKind::luong, CellKind::gru);
  EXPECT_TRUE(make_decoder(config)->named_parameters().contains("weight_feed"));
  config.decoder.input_feeding = false;
  EXPECT_FALSE(make_decoder(config)->named_parameters().contains("weight_feed"));
}

}  // namespace
}  // namespace dragoman
