#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/nn/model.h"
#include "nn/module_parameters.h"
#include "nn/sentence_pairs.h"
#include "nn/small_model.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

constexpr int64_t words = 40;

ModelConfig configuration(DecoderKind decoder, CellKind cell) {
  ModelConfig config = small_config(decoder, cell);
  config.embedding.width = 24;
  config.encoder.width = 32;
  config.encoder.layers = 2;
  config.decoder.width = 32;
  config.decoder.layers = 2;
  config.attention.width = 16;
  return config;
}

/// The gradients of one training step of a model, from fixed weights and sentences.
std::vector<NamedTensor> gradients_of(const ModelConfig& config, Precision precision) {
  const auto model = make_model(config, {words, words}, 1, {Kernels::fast, precision});
  const SentencePairs pairs = random_pairs({6, 3, 9, 1, 7}, {5, 8, 2, 4, 6}, words, 3);
  const Encoded encoded = model->encode(pairs.source, pairs.lengths, pairs.mask);
  const Tensor readouts = model->decode(encoded, pairs.target_input).readouts;
  model->loss(readouts, pairs.target_output, pairs.target_mask, 0.1).smoothed.backward();
  std::vector<NamedTensor> gradients;
  for (const NamedTensor& parameter : parameters_of(*model)) {
    gradients.push_back({parameter.name, parameter.tensor.grad()});
  }
  return gradients;
}

double norm_of(const Tensor& tensor) {
  return tensor.norm().item<double>();
}

class Bfloat16Training : public testing::TestWithParam<std::tuple<DecoderKind, CellKind>> {};

TEST_P(Bfloat16Training, GradientsAreNearThoseOfFloat32) {
  if (!has_native_bf16()) GTEST_SKIP() << "this processor has no products in bfloat16";
  const ModelConfig config = configuration(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const auto exact = gradients_of(config, Precision::fp32);
  const auto rounded = gradients_of(config, Precision::bf16);
  double difference = 0, all = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    ASSERT_TRUE(exact[i].tensor.defined() && rounded[i].tensor.defined()) << exact[i].name;
    const double norm = norm_of(exact[i].tensor);
    const double off = norm_of(rounded[i].tensor - exact[i].tensor);
    EXPECT_LT(off, 0.05 * norm) << exact[i].name;
    difference += off * off;
    all += norm * norm;
  }
  EXPECT_LT(std::sqrt(difference / all), 0.02);
  EXPECT_GT(difference, 0) << "nothing was rounded";
}

INSTANTIATE_TEST_SUITE_P(All, Bfloat16Training,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds())),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param));
                         });

}  // namespace
}  // namespace dragoman
