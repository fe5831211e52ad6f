#pragma once
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/decoder.h"
#include "nn/decoder/decoder_input.h"
#include "nn/module_parameters.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {

/// The parts of an independent decoder, written from the papers a step at a time: LibTorch's cells
/// on inputs put together by concatenation, where the decoder sums projections.
struct DecoderByConcatenation {
  DecoderByConcatenation(const Decoder& decoder, const ModelConfig& configuration)
      : config(configuration), parameters(decoder.named_parameters()) {
    const auto children = decoder.named_children();
    attention = std::dynamic_pointer_cast<Attention>(children["attention"]);
  }

  /// A cell whose W_ih is [weight_ih<suffix>, <second>]: the second sees the input's right part.
  CellState cell(const Tensor& input, const CellState& state, const std::string& suffix,
                 const std::string& second = "") const {
    Tensor weight = parameters["weight_ih" + suffix];
    if (!second.empty()) weight = torch::cat({weight, parameters[second]}, 1);
    CellState next = cell(input, weight, state, suffix);
    for (int64_t k = 1; k <= config.decoder.transitions; ++k) {
      const std::string name = suffix + "_transition" + std::to_string(k);
      if (!parameters.contains("weight_hh" + name)) break;  // of a first cell of two
      next = cell(torch::zeros_like(input), weight, next, name);
    }
    return next;
  }

  CellState cell(const Tensor& input, const Tensor& weight, const CellState& state,
                 const std::string& suffix) const {
    const Tensor &recurrent = parameters["weight_hh" + suffix],
                 &bias = parameters["bias_ih" + suffix],
                 &recurrent_bias = parameters["bias_hh" + suffix];
    if (config.decoder.cell == CellKind::gru) {
      return {torch::gru_cell(input, state.hidden, weight, recurrent, bias, recurrent_bias), {}};
    }
    const auto [hidden, memory] = torch::lstm_cell(input, {state.hidden, state.cell}, weight,
                                                   recurrent, bias, recurrent_bias);
    return {hidden, memory};
  }

  /// The bridge's slice for one tensor of the state: W and b have one row block a tensor, by layer,
  /// hidden before cell.
  Tensor initial(const Encoded& encoded, int64_t block) const {
    const int64_t width = config.decoder.width;
    if (config.decoder.bridge == BridgeKind::zero) {
      return torch::zeros({encoded.memory.size(0), width}, torch::kDouble);
    }
    Tensor summary = encoded.last;
    if (config.decoder.bridge == BridgeKind::mean) {
      std::vector<Tensor> means;
      for (int64_t row = 0; row < encoded.memory.size(0); ++row) {
        const int64_t length = encoded.mask[row].sum().item<int64_t>();
        means.push_back(encoded.memory[row].narrow(0, 0, length).mean(0));
      }
      summary = torch::stack(means);
    }
    const Tensor weight = parameters["bridge.weight"].narrow(0, block * width, width);
    const Tensor bias = parameters["bridge.bias"].narrow(0, block * width, width);
    return torch::tanh(summary.mm(weight.t()) + bias);
  }

  std::vector<CellState> start(const Encoded& encoded) const {
    std::vector<CellState> layers;
    for (int64_t layer = 0; layer < config.decoder.layers; ++layer) {
      if (config.decoder.cell == CellKind::gru) {
        layers.push_back({initial(encoded, layer), {}});
      } else {
        layers.push_back({initial(encoded, 2 * layer), initial(encoded, 2 * layer + 1)});
      }
    }
    return layers;
  }

  void run_upper_layers(std::vector<CellState>& layers) const {
    for (size_t layer = 1; layer < layers.size(); ++layer) {
      layers[layer] = cell(layers[layer - 1].hidden, layers[layer], "_l" + std::to_string(layer));
    }
  }

  ModelConfig config;
  torch::OrderedDict<std::string, Tensor> parameters;
  std::shared_ptr<Attention> attention;
};

/// Readouts [T, B, E] of a decoder by concatenation.
using ConcatenatedReadouts = Tensor (*)(const DecoderByConcatenation&, const Tensor& embedded,
                                        const Encoded&);

/// Compares `decode` with the independent decoder for every attention kind, depth and bridge.
inline void expect_readouts(const ModelConfig& base, ConcatenatedReadouts expected) {
  for (const std::string& attention : attention_names()) {
    for (const int64_t layers : {1, 2}) {
      for (const BridgeKind bridge : {BridgeKind::zero, BridgeKind::last, BridgeKind::mean}) {
        SCOPED_TRACE(attention + ", layers " + std::to_string(layers) + ", bridge " +
                     std::to_string(static_cast<int>(bridge)));
        ModelConfig config = base;
        config.attention.kind = attention;
        config.decoder.layers = layers;
        config.decoder.transitions = layers - 1;
        config.decoder.bridge = bridge;
        const auto decoder = make_decoder(config);
        randomise(*decoder, 31);
        const Tensor readouts = decoder->decode(random_words(), random_encoded()).readouts;
        EXPECT_TRUE(close(readouts, expected(DecoderByConcatenation(*decoder, config),
                                             random_words(), random_encoded())));
      }
    }
  }
}

}  // namespace dragoman
