#include "dragoman/nn/model.h"

#include <set>

#include <gtest/gtest.h>

#include "nn/random_model.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

TEST(TranslationModel, LossEqualsLibTorchsOverTheRealWordsOnly) {
  const auto model = random_model(configuration(TyingKind::none));
  const SentencePairs pairs = three_pairs();
  const auto parameters = model->named_parameters();
  const Tensor readouts = model->decode(encode(*model, pairs), pairs.target_input).readouts;
  const Tensor scores =
      torch::linear(readouts, parameters["output_weight"], parameters["output_bias"]);
  const Tensor output = pairs.target_output.masked_fill(pairs.target_mask.logical_not(), -100);
  const auto expected = [&](double smoothing) {
    return torch::cross_entropy_loss(scores.flatten(0, 1), output.flatten(), {}, at::Reduction::Sum,
                                     -100, smoothing);
  };
  const Loss loss = loss_of(*model, pairs, 0.1);
  EXPECT_TRUE(close(loss.trained, expected(0.1)));
  EXPECT_TRUE(close(loss.cross_entropy, expected(0)));
}

TEST(TranslationModel, MorePaddingChangesNoLoss) {
  for (const BridgeKind bridge : {BridgeKind::last, BridgeKind::mean}) {
    ModelConfig config = configuration();
    config.decoder.bridge = bridge;
    const auto model = random_model(config);
    const Tensor expected = loss_of(*model, three_pairs()).trained;

    SentencePairs source_padded = three_pairs();
    source_padded.source = with_padding(source_padded.source, 1, 2, 5);
    source_padded.mask = with_padding(source_padded.mask, 1, 2, 0);
    EXPECT_TRUE(close(loss_of(*model, source_padded).trained, expected));

    SentencePairs target_padded = three_pairs();
    target_padded.target_input = with_padding(target_padded.target_input, 0, 2, 5);
    target_padded.target_output = with_padding(target_padded.target_output, 0, 2, 6);
    target_padded.target_mask = with_padding(target_padded.target_mask, 0, 2, 0);
    EXPECT_TRUE(close(loss_of(*model, target_padded).trained, expected));
  }
}

TEST(TranslationModel, PairsDoNotSeeOneAnother) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = three_pairs();
  const Tensor all = loss_of(*model, pairs).trained;
  EXPECT_TRUE(close(loss_of(*model, pairs.select(lengths_of({2, 0, 1}))).trained, all));
  Tensor sum = torch::zeros({}, torch::kDouble);
  for (int64_t row = 0; row < 3; ++row) {
    sum = sum + loss_of(*model, pairs.select(lengths_of({row}))).trained;
  }
  EXPECT_TRUE(close(sum, all));
}

TEST(TranslationModel, GradientsEqualCentralDifferences) {
  for (const TyingKind tie : {TyingKind::none, TyingKind::all}) {
    const auto model = random_model(configuration(tie));
    const SentencePairs pairs = random_pairs({2, 1}, {1, 2}, words, 4);
    expect_numeric_gradients(parameters_of(*model), [&] { return loss_of(*model, pairs).trained; });
  }
}

/// The matrix the output layer must use.
std::string output_matrix(TyingKind tie) {
  return tie == TyingKind::none ? "output_weight" : "target_embedding";
}

TEST(TranslationModel, PredictingStepByStepEqualsTeacherForcing) {
  for (const TyingKind tie : {TyingKind::none, TyingKind::target, TyingKind::all}) {
    for (const DecoderKind decoder : decoder_kinds()) {
      SCOPED_TRACE(name_of(decoder) + ", tying " + std::to_string(static_cast<int>(tie)));
      ModelConfig config = configuration(tie);
      config.decoder.kind = decoder;
      const auto model = random_model(config);
      model->eval();
      const SentencePairs pairs = three_pairs();
      const Encoded encoded = encode(*model, pairs);
      const Decoded decoded = model->decode(encoded, pairs.target_input);
      const Tensor expected = torch::log_softmax(
          torch::linear(decoded.readouts, model->named_parameters()[output_matrix(tie)],
                        model->named_parameters()["output_bias"]),
          -1);
      const AttentionMemory memory = model->remember(encoded);
      DecoderState state = model->start(encoded);
      for (int64_t t = 0; t < pairs.target_input.size(0); ++t) {
        const Prediction prediction = model->predict(pairs.target_input[t], state, memory);
        EXPECT_TRUE(close(prediction.log_probabilities, expected[t]));
        EXPECT_TRUE(close(prediction.weights, decoded.weights[t]));
        state = prediction.state;
      }
    }
  }
}

TEST(TranslationModel, CountsItsParametersAsWorkedByHand) {
  // E = 3, H = M = 4, A = 2, V = 5 pieces of target.
  // Encoder, each of two directions of width 2:  6·3 + 6·2 + 6 + 6 = 42.
  // First cell 12·3 + 12·4 + 24 = 108, second cell 12·4 + 12·4 + 24 = 120,
  // attention 2·4 + 2·4 + 2 + 2 = 20, bridge 4·4 + 4 = 20, readout 3·(4 + 4 + 3) + 3 = 36.
  const int64_t recurrent = 2 * 42 + 108 + 120 + 20 + 20 + 36;
  const auto count = [](TyingKind tie, int64_t source) {
    return parameter_count(*make_model(configuration(tie), {source, 5}, 1));
  };
  EXPECT_EQ(count(TyingKind::none, 7), recurrent + 7 * 3 + 5 * 3 + 5 * 3 + 5);
  EXPECT_EQ(count(TyingKind::target, 7), recurrent + 7 * 3 + 5 * 3 + 5);
  EXPECT_EQ(count(TyingKind::all, 5), recurrent + 5 * 3 + 5);
}

std::set<std::string> embedding_names(TyingKind tie) {
  std::set<std::string> names;
  for (const NamedTensor& parameter :
       parameters_of(*make_model(configuration(tie), {words, words}, 1))) {
    if (parameter.name.find("embedding") != std::string::npos ||
        parameter.name == "output_weight") {
      names.insert(parameter.name);
    }
  }
  return names;
}

TEST(TranslationModel, TyingDecidesWhichMatricesThereAre) {
  using Names = std::set<std::string>;
  EXPECT_EQ(embedding_names(TyingKind::none),
            (Names{"source_embedding", "target_embedding", "output_weight"}));
  EXPECT_EQ(embedding_names(TyingKind::target), (Names{"source_embedding", "target_embedding"}));
  EXPECT_EQ(embedding_names(TyingKind::all), Names{"target_embedding"});
}

TEST(TranslationModel, TyingAllNeedsOneVocabulary) {
  EXPECT_THROW(make_model(configuration(TyingKind::all), {7, 5}, 1), c10::Error);
}

TEST(TranslationModel, IsAFunctionOfTheSeed) {
  const auto first = make_model(configuration(), {words, words}, 5);
  torch::rand(100);
  const auto again = make_model(configuration(), {words, words}, 5);
  const auto other = make_model(configuration(), {words, words}, 6);
  const auto parameters = first->named_parameters();
  ASSERT_EQ(parameters.size(), again->named_parameters().size());
  for (const NamedTensor& parameter : parameters_of(*again)) {
    EXPECT_TRUE(same(parameter.tensor, parameters[parameter.name])) << parameter.name;
  }
  EXPECT_FALSE(
      torch::equal(parameters["target_embedding"], other->named_parameters()["target_embedding"]));
  EXPECT_FALSE(torch::equal(parameters["encoder.weight_ih_l0"],
                            other->named_parameters()["encoder.weight_ih_l0"]));
}

constexpr double DropoutConfig::*const dropout_rates[] = {
    &DropoutConfig::embedding,   &DropoutConfig::input,     &DropoutConfig::recurrent,
    &DropoutConfig::output,      &DropoutConfig::attention, &DropoutConfig::source_word,
    &DropoutConfig::target_word, &DropoutConfig::span};

TEST(TranslationModel, EachDropoutRateActsInTrainingOnly) {
  const SentencePairs pairs = three_pairs();
  const Tensor plain = loss_of(*random_model(configuration()), pairs).trained;
  for (const auto rate : dropout_rates) {
    ModelConfig config = configuration();
    config.dropout.*rate = 0.4;
    const auto model = random_model(config);
    torch::manual_seed(7);
    const Tensor first = loss_of(*model, pairs).trained;
    torch::manual_seed(7);
    EXPECT_TRUE(same(loss_of(*model, pairs).trained, first));
    EXPECT_FALSE(torch::equal(first, plain));
    model->eval();
    EXPECT_TRUE(close(loss_of(*model, pairs).trained, plain));
  }
}

TEST(TranslationModel, DroppedSourcePositionsGiveNoValuesAndTheOthersMore) {
  ModelConfig config = configuration();
  config.dropout.attention = 0.4;
  const auto model = random_model(config);
  const SentencePairs pairs = three_pairs();
  const Encoded encoded = encode(*model, pairs);
  torch::manual_seed(7);
  const AttentionMemory dropped = model->remember(encoded);
  model->eval();
  const AttentionMemory whole = model->remember(encoded);
  EXPECT_TRUE(same(dropped.keys, whole.keys));
  int64_t gone = 0;
  const Tensor real = pairs.mask.nonzero();
  for (int64_t row = 0; row < real.size(0); ++row) {
    const auto b = real[row][0].item<int64_t>(), s = real[row][1].item<int64_t>();
    const bool is_gone = dropped.values[b][s].eq(0).all().item<bool>();
    gone += is_gone;
    const Tensor kept = whole.values[b][s] / 0.6;
    EXPECT_TRUE(is_gone || close(dropped.values[b][s], kept));
  }
  EXPECT_GT(gone, 0);
  EXPECT_LT(gone, real.size(0));
}

/// All pairs, and then once more.
SentencePairs twice(const SentencePairs& pairs) {
  return pairs.select(torch::arange(6).remainder(3));
}

TEST(TranslationModel, RDropComparesTheHalvesOfABatch) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = twice(three_pairs());
  const auto loss = [&](double r_drop) {
    return model->loss(model->decode(encode(*model, pairs), pairs.target_input),
                       pairs.target_output, pairs.target_mask, {0.1, r_drop});
  };
  EXPECT_TRUE(close(loss(5).trained, loss_of(*model, three_pairs()).trained * 2))
      << "without dropout both passes are the same";

  ModelConfig config = configuration();
  config.dropout.output = 0.5;
  const auto dropping = random_model(config);
  torch::manual_seed(3);
  const Decoded decoded = dropping->decode(encode(*dropping, pairs), pairs.target_input);
  const auto of = [&](double r_drop) {
    return dropping->loss(decoded, pairs.target_output, pairs.target_mask, {0.1, r_drop});
  };
  EXPECT_TRUE(close(of(4).cross_entropy, of(0).cross_entropy));
  EXPECT_GT((of(4).trained - of(0).trained).item<double>(), 1e-3);
  EXPECT_TRUE(close(of(4).trained - of(0).trained, (of(2).trained - of(0).trained) * 2));
}

TEST(TranslationModel, TheLikeliestWordsHaveTheHighestScores) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = three_pairs();
  const Encoded encoded = encode(*model, pairs);
  const Tensor likeliest = model->likeliest(model->decode(encoded, pairs.target_input));
  DecoderState state = model->start(encoded);
  model->eval();
  for (int64_t t = 0; t < pairs.target_input.size(0); ++t) {
    Prediction next = model->predict(pairs.target_input[t], state, model->remember(encoded));
    EXPECT_TRUE(torch::equal(likeliest[t], next.log_probabilities.argmax(1)));
    state = next.state;
  }
}

TEST(TranslationModel, RDropRefusesABatchWhoseHalvesDiffer) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = three_pairs();
  EXPECT_THROW(model->loss(model->decode(encode(*model, pairs), pairs.target_input),
                           pairs.target_output, pairs.target_mask, {0, 1}),
               c10::Error);
}

TEST(TranslationModel, BadShapesThrow) {
  const auto model = random_model(configuration());
  const SentencePairs pairs = three_pairs();
  const Encoded encoded = encode(*model, pairs);
  EXPECT_THROW(model->encode(pairs.source[0], pairs.lengths, pairs.mask), c10::Error);
  EXPECT_THROW(model->encode(pairs.source, pairs.lengths.narrow(0, 0, 2), pairs.mask), c10::Error);
  EXPECT_THROW(model->encode(pairs.source, pairs.lengths, pairs.mask.narrow(1, 0, 3)), c10::Error);
  EXPECT_THROW(model->decode(encoded, pairs.target_input.narrow(1, 0, 2)), c10::Error);
  const Decoded decoded = model->decode(encoded, pairs.target_input);
  EXPECT_THROW(model->loss(decoded, pairs.target_output.narrow(0, 0, 2), pairs.target_mask, {}),
               c10::Error);
  EXPECT_THROW(model->loss(decoded, pairs.target_output, pairs.target_mask.narrow(0, 0, 2), {}),
               c10::Error);
  Decoded step = decoded;
  step.readouts = step.readouts[0];
  EXPECT_THROW(model->loss(step, pairs.target_output, pairs.target_mask, {}), c10::Error);
}

}  // namespace
}  // namespace dragoman
