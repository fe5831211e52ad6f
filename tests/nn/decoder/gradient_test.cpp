#include <gtest/gtest.h>

#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/decoder.h"
#include "nn/decoder/decoder_input.h"
#include "nn/module_parameters.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

/// Checks a number made of all readouts against every parameter and every input.
void expect_decoder_gradients(const ModelConfig& config) {
  const auto decoder = make_decoder(config);
  randomise(*decoder, 31);
  const Tensor mask = mask_of({2, 3}, 3);
  const Encoded encoded{random_tensor({2, 3, 4}, 1) * mask.unsqueeze(-1), mask,
                        random_tensor({2, 4}, 2)};
  const Tensor words = random_tensor({2, 2, 3}, 3), factors = random_tensor({2, 2, 3}, 4);
  std::vector<NamedTensor> inputs = parameters_of(*decoder);
  inputs.push_back({"embedded", words});
  inputs.push_back({"memory", encoded.memory});
  inputs.push_back({"last", encoded.last});
  expect_numeric_gradients(
      inputs, [&] { return (decoder->decode(words, encoded).readouts * factors).sum(); });
}

class DecoderGradients
    : public testing::TestWithParam<std::tuple<DecoderKind, CellKind, std::string>> {};

TEST_P(DecoderGradients, EqualCentralDifferences) {
  const auto& [decoder, cell, attention] = GetParam();
  expect_decoder_gradients(small_config(decoder, cell, attention));
}

INSTANTIATE_TEST_SUITE_P(All, DecoderGradients,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds()),
                                          testing::ValuesIn(attention_names())),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param)) + "_" + std::get<2>(made.param);
                         });

/// Of every decoder and cell, as `change(decoder)` leaves it.
template <class Change>
void expect_gradients_of_every_kind(const Change& change) {
  for (const DecoderKind decoder : decoder_kinds()) {
    for (const CellKind cell : cell_kinds()) {
      SCOPED_TRACE(name_of(decoder) + " " + name_of(cell));
      ModelConfig config = small_config(decoder, cell);
      change(config.decoder);
      expect_decoder_gradients(config);
    }
  }
}

TEST(DecoderVariantGradients, EqualCentralDifferencesThroughUpperLayersAndTheBridgeOfTheLastState) {
  expect_gradients_of_every_kind([](DecoderConfig& decoder) {
    decoder.layers = 2;
    decoder.bridge = BridgeKind::last;
  });
}

TEST(DecoderVariantGradients, EqualCentralDifferencesThroughTransitionsAndNorms) {
  expect_gradients_of_every_kind([](DecoderConfig& decoder) {
    decoder.transitions = 1;
    decoder.layer_norm = true;
  });
}

TEST(DecoderVariantGradients, EqualCentralDifferencesWithoutInputFeedingAndBridge) {
  for (const CellKind cell : cell_kinds()) {
    SCOPED_TRACE(name_of(cell));
    ModelConfig config = small_config(DecoderKind::luong, cell);
    config.decoder.input_feeding = false;
    config.decoder.bridge = BridgeKind::zero;
    expect_decoder_gradients(config);
  }
}

}  // namespace
}  // namespace dragoman
