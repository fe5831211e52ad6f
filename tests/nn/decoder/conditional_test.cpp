#include "nn/decoder/conditional.h"

#include <gtest/gtest.h>

#include "nn/decoder/decoder_by_concatenation.h"

namespace dragoman {
namespace {

/// s'_t = cell₁(e_t, s_{t−1}),  c_t = attend(s'_t),  s_t = cell₂(c_t, s'_t),
/// r_t = tanh(W_o [s_t; c_t; e_t] + b).
Tensor conditional_readouts(const DecoderByConcatenation& decoder, const Tensor& embedded,
                            const Encoded& encoded) {
  const AttentionMemory memory =
      decoder.attention->remember(encoded.memory, encoded.mask, reference_arithmetic);
  std::vector<CellState> layers = decoder.start(encoded);
  Tensor carry;
  std::vector<Tensor> readouts;
  for (const Tensor& word : embedded.unbind(0)) {
    const CellState between = decoder.cell(word, layers[0], "_l0");
    const AttentionStep attended = decoder.attention->attend(between.hidden, memory, carry);
    carry = attended.carry;
    layers[0] = decoder.cell(attended.context, between, "_second");
    decoder.run_upper_layers(layers);
    const Tensor all = torch::cat({layers.back().hidden, attended.context, word}, 1);
    readouts.push_back(torch::tanh(all.mm(decoder.parameters["readout.weight"].t()) +
                                   decoder.parameters["readout.bias"]));
  }
  return torch::stack(readouts);
}

class ConditionalDecoders : public testing::TestWithParam<CellKind> {};

TEST_P(ConditionalDecoders, EqualTheDecoderByConcatenation) {
  expect_readouts(small_config(DecoderKind::conditional, GetParam()), conditional_readouts);
}

INSTANTIATE_TEST_SUITE_P(Cells, ConditionalDecoders, testing::ValuesIn(cell_kinds()),
                         [](const auto& cell) { return name_of(cell.param); });

}  // namespace
}  // namespace dragoman
