#include "nn/decoder/bahdanau.h"

#include <gtest/gtest.h>

#include "nn/decoder/decoder_by_concatenation.h"

namespace dragoman {
namespace {

/// c_t = attend(s_{t−1}),  s_t = cell([e_t; c_t], s_{t−1}),  r_t = tanh(W_o [s_t; c_t; e_t] + b).
Tensor bahdanau_readouts(const DecoderByConcatenation& decoder, const Tensor& embedded,
                         const Encoded& encoded) {
  const AttentionMemory memory =
      decoder.attention->remember(encoded.memory, encoded.mask, reference_arithmetic);
  std::vector<CellState> layers = decoder.start(encoded);
  Tensor carry;
  std::vector<Tensor> readouts;
  for (const Tensor& word : embedded.unbind(0)) {
    const AttentionStep attended = decoder.attention->attend(layers.back().hidden, memory, carry);
    carry = attended.carry;
    const Tensor input = torch::cat({word, attended.context}, 1);
    layers[0] = decoder.cell(input, layers[0], "_l0", "weight_context");
    decoder.run_upper_layers(layers);
    const Tensor all = torch::cat({layers.back().hidden, attended.context, word}, 1);
    readouts.push_back(torch::tanh(all.mm(decoder.parameters["readout.weight"].t()) +
                                   decoder.parameters["readout.bias"]));
  }
  return torch::stack(readouts);
}

class BahdanauDecoders : public testing::TestWithParam<CellKind> {};

TEST_P(BahdanauDecoders, EqualTheDecoderByConcatenation) {
  expect_readouts(small_config(DecoderKind::bahdanau, GetParam()), bahdanau_readouts);
}

INSTANTIATE_TEST_SUITE_P(Cells, BahdanauDecoders, testing::ValuesIn(cell_kinds()),
                         [](const auto& cell) { return name_of(cell.param); });

}  // namespace
}  // namespace dragoman
