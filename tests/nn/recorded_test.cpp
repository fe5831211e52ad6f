// What recorded/record.py, a PyTorch program of its own, made of one model of each decoder.
#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/nn/model.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

constexpr int64_t words = 9;
constexpr double smoothing = 0.1, rate = 0.5;
const std::vector<std::vector<int64_t>> sources = {{4, 7, 5, 3}, {6, 3}, {8, 4, 4, 5, 6, 3}},
                                        targets = {{5, 6, 3}, {7, 4, 8, 6, 3}, {4, 3}};

/// A number, or an array of arrays of any depth.
Tensor tensor_of(const nlohmann::json& json) {
  if (json.is_number()) return torch::tensor(json.get<double>(), torch::kDouble);
  std::vector<Tensor> rows;
  for (const auto& row : json) rows.push_back(tensor_of(row));
  return torch::stack(rows);
}

/// [B, T] of sentences of several lengths.
Tensor padded(const std::vector<std::vector<int64_t>>& sentences, int64_t filling) {
  size_t longest = 0;
  for (const auto& sentence : sentences) longest = std::max(longest, sentence.size());
  std::vector<Tensor> rows;
  for (std::vector<int64_t> sentence : sentences) {
    sentence.resize(longest, filling);
    rows.push_back(torch::tensor(sentence, torch::kLong));
  }
  return torch::stack(rows);
}

struct Pairs {
  Tensor source = padded(sources, 0), mask = source.ne(0), lengths = mask.sum(1);
  Tensor target_output = padded(targets, 0).t().contiguous(), target_mask = target_output.ne(0);
  Tensor target_input =
      torch::cat({torch::full({1, 3}, 2, torch::kLong), target_output.narrow(0, 0, 4)})
          .mul(target_mask);
};

ModelConfig config_of(DecoderKind decoder) {
  ModelConfig config = small_config(decoder, CellKind::gru);
  config.embedding.tie = TyingKind::none;
  config.encoder.layers = config.decoder.layers = 2;
  config.decoder.bridge = BridgeKind::mean;
  if (decoder == DecoderKind::luong) {
    config.encoder.cell = config.decoder.cell = CellKind::lstm;
    config.attention.kind = "general";
    config.decoder.bridge = BridgeKind::last;
  } else if (decoder == DecoderKind::conditional) {
    config.attention.kind = "multi_head";
    config.encoder.self_attention_layers = 1;
    config.encoder.self_attention_heads = 2;
  }
  return config;
}

class RecordedModel : public testing::TestWithParam<std::tuple<DecoderKind, Kernels>> {
 protected:
  static nlohmann::json read_record() {
    const std::string name = name_of(std::get<0>(GetParam()));
    std::ifstream in(std::string(DRAGOMAN_SOURCE_DIR) + "/tests/nn/recorded/" + name + ".json");
    return nlohmann::json::parse(in);
  }

  static std::shared_ptr<TranslationModel> model_of(const nlohmann::json& record) {
    const auto& [decoder, kernels] = GetParam();
    auto model = make_model(config_of(decoder), {words, words}, 1, {kernels, Precision::fp32});
    model->to(torch::kDouble);
    const torch::NoGradGuard no_grad;
    EXPECT_EQ(model->named_parameters().size(), record["weights"].size());
    for (auto& parameter : model->named_parameters()) {
      parameter.value().copy_(tensor_of(record["weights"].at(parameter.key())));
    }
    return model;
  }

  static Tensor scores(TranslationModel& model, const Pairs& pairs) {
    const Encoded encoded = model.encode(pairs.source, pairs.lengths, pairs.mask);
    const auto parameters = model.named_parameters();
    return torch::linear(model.decode(encoded, pairs.target_input).readouts,
                         parameters["output_weight"], parameters["output_bias"]);
  }

  static Tensor loss(TranslationModel& model, const Pairs& pairs) {
    const Encoded encoded = model.encode(pairs.source, pairs.lengths, pairs.mask);
    const Decoded decoded = model.decode(encoded, pairs.target_input);
    return model.loss(decoded, pairs.target_output, pairs.target_mask, {smoothing}).trained;
  }
};

TEST_P(RecordedModel, HasTheRecordedScoresAndGradients) {
  const nlohmann::json record = read_record();
  const auto model = model_of(record);
  const Pairs pairs;
  const Tensor real = pairs.target_mask.unsqueeze(2);
  EXPECT_TRUE(close(scores(*model, pairs).detach() * real, tensor_of(record["scores"]) * real));
  loss(*model, pairs).backward();
  for (const auto& parameter : model->named_parameters()) {
    SCOPED_TRACE(parameter.key());
    EXPECT_TRUE(close(parameter.value().grad(), tensor_of(record["gradients"][parameter.key()])));
  }
}

TEST_P(RecordedModel, HasTheRecordedLossesOverTenSteps) {
  const nlohmann::json record = read_record();
  const auto model = model_of(record);
  const Pairs pairs;
  const double real = pairs.target_mask.sum().item<double>();
  for (const double expected : record["losses"]) {
    for (const auto& parameter : model->parameters()) {
      if (parameter.grad().defined()) parameter.grad().zero_();
    }
    const Tensor found = loss(*model, pairs);
    found.backward();
    EXPECT_NEAR(found.item<double>(), expected, 1e-9);
    const torch::NoGradGuard no_grad;
    for (auto& parameter : model->parameters()) parameter.sub_(parameter.grad() * (rate / real));
  }
}

TEST_P(RecordedModel, TakesTheRecordedStepsInASearch) {
  const nlohmann::json record = read_record();
  const auto model = model_of(record);
  model->eval();
  const Pairs pairs;
  const Tensor expected = torch::log_softmax(tensor_of(record["scores"]), 2);
  const auto decoding = model->stepper(SearchPrecision::fp32, std::get<1>(GetParam()))->begin();
  decoding->admit({0, 1, 2}, sources);
  for (int64_t t = 0; t < pairs.target_input.size(0); ++t) {
    std::vector<DecodingRow> rows;
    for (int64_t row = 0; row < 3; ++row) {
      rows.push_back({row, t == 0 ? DecodingRow::start_of_sentence : row,
                      pairs.target_input[t][row].item<int64_t>()});
    }
    decoding->advance(rows, [&](int64_t row, WordScores& scores) {
      if (!pairs.target_mask[t][row].item<bool>()) return;
      for (int64_t word = 0; word < words; ++word) {
        EXPECT_NEAR(scores.log_probability(word), expected[t][row][word].item<double>(), 1e-10);
      }
    });
  }
}

INSTANTIATE_TEST_SUITE_P(All, RecordedModel,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::Values(Kernels::fast, Kernels::reference)),
                         [](const auto& kind) {
                           return name_of(std::get<0>(kind.param)) +
                                  (std::get<1>(kind.param) == Kernels::fast ? "_fast"
                                                                            : "_reference");
                         });

}  // namespace
}  // namespace dragoman
