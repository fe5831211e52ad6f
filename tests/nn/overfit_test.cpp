#include <gtest/gtest.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>

#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/model.h"
#include "nn/sentence_pairs.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

constexpr int64_t words = 40;
constexpr int max_updates = 300;

SentencePairs twenty_pairs() {
  std::vector<int64_t> source_lengths, target_lengths;
  for (int64_t row = 0; row < 20; ++row) {
    source_lengths.push_back(3 + row % 6);
    target_lengths.push_back(3 + (row * 5) % 6);
  }
  return random_pairs(source_lengths, target_lengths, words, 1);
}

ModelConfig configuration(DecoderKind decoder, CellKind cell, const std::string& attention) {
  ModelConfig config = small_config(decoder, cell, attention);
  config.embedding.width = 40;
  config.encoder.width = 40;
  config.attention.width = 40;
  config.decoder.width = 40;
  return config;
}

/// Trains until a word's mean cross-entropy is below 0.05 or the updates are spent; returns it.
double train(TranslationModel& model, const SentencePairs& pairs) {
  torch::optim::Adam optimizer(model.parameters(), torch::optim::AdamOptions(5e-3));
  const double target_words = pairs.target_mask.sum().item<double>();
  double mean = 0;
  for (int update = 0; update < max_updates; ++update) {
    const Encoded encoded = model.encode(pairs.source, pairs.lengths, pairs.mask);
    const Decoded decoded = model.decode(encoded, pairs.target_input);
    const Loss loss = model.loss(decoded, pairs.target_output, pairs.target_mask, {});
    mean = loss.cross_entropy.item<double>() / target_words;
    if (mean < 0.05) return mean;
    optimizer.zero_grad();
    (loss.trained / target_words).backward();
    torch::nn::utils::clip_grad_norm_(model.parameters(), 1.0);
    optimizer.step();
  }
  return mean;
}

void expect_memorised(const ModelConfig& config) {
  const auto model = make_model(config, {words, words}, 3);
  EXPECT_LT(train(*model, twenty_pairs()), 0.05);
}

class AttentionOverfits : public testing::TestWithParam<std::string> {};

TEST_P(AttentionOverfits, TwentySentences) {
  expect_memorised(configuration(DecoderKind::luong, CellKind::gru, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, AttentionOverfits, testing::ValuesIn(attention_names()),
                         [](const auto& kind) { return kind.param; });

class DecoderOverfits : public testing::TestWithParam<std::tuple<DecoderKind, CellKind>> {};

TEST_P(DecoderOverfits, TwentySentences) {
  const auto& [decoder, cell] = GetParam();
  expect_memorised(configuration(decoder, cell, "additive"));
}

INSTANTIATE_TEST_SUITE_P(KindsAndCells, DecoderOverfits,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds())),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param));
                         });

}  // namespace
}  // namespace dragoman
