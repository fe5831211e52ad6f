#include "dragoman/nn/lexicon.h"

#include <cmath>

#include <gtest/gtest.h>

#include "dragoman/nn/loss.h"
#include "nn/gradient_check.h"
#include "nn/padded_batch.h"
#include "nn/random_model.h"
#include "nn/some_lexicon.h"
#include "nn/tape/product.h"
#include "nn/tensor_expectations.h"

namespace dragoman {
namespace {

Tensor doubles(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble);
}

TEST(LexicalPrior, HandWorkedNumbers) {
  // Of piece 0 the words 1 and 2, of piece 1 word 1 alone.
  const Lexicon lexicon{torch::tensor({{1, 2}, {1, 0}}, torch::kInt),
                        torch::tensor({{0.5F, 0.25F}, {1.0F, 0.0F}})};
  const Tensor source = torch::tensor({{0, 1}, {1, 1}}, torch::kLong);
  const Tensor weights = torch::tensor({{0.4, 0.6}, {0.5, 0.5}}, torch::kDouble);
  const LexicalPrior prior =
      lexical_prior(lexicon, 0.1, source, torch::tensor({0, 1}, torch::kLong), weights);
  const Tensor probabilities = lexical_probabilities(prior, 3);
  EXPECT_TRUE(close(probabilities[0], doubles({0, 0.4 * 0.5 + 0.6, 0.4 * 0.25})));
  EXPECT_TRUE(close(probabilities[1], doubles({0, 1, 0})));
  const Tensor scores = with_prior(torch::ones({2, 3}, torch::kDouble), prior);
  EXPECT_TRUE(close(scores[0], doubles({1, 1 + std::log(9), 1 + std::log(2)})));
  EXPECT_TRUE(close(scores[1], doubles({1, 1 + std::log(11), 1})));
}

TEST(LexicalPrior, AddsTheLogarithmOfLexiconAndFloorButForAConstant) {
  const Tensor probabilities = doubles({0, 0.2, 0.7});
  EXPECT_TRUE(close(torch::softmax(lexical_scores(probabilities, 0.05), 0),
                    torch::softmax((probabilities + 0.05).log(), 0)));
}

TEST(LexicalPrior, WithoutOneScoresAreThemselves) {
  const Tensor scores = doubles({1, 2}).unsqueeze(0);
  EXPECT_TRUE(with_prior(scores, {}).is_same(scores));
  EXPECT_FALSE(LexicalPrior{}.rows(0, 0).any());
}

TEST(Lexicon, KnowsWhetherItFits) {
  const Lexicon lexicon = some_lexicon({5, 7}, 3);
  EXPECT_TRUE(lexicon.fits(5, 7, 3));
  EXPECT_FALSE(lexicon.fits(6, 7, 3));
  EXPECT_FALSE(lexicon.fits(5, 6, 3)) << "word 6 is none of 6";
  EXPECT_FALSE(lexicon.fits(5, 7, 2));
  EXPECT_FALSE(Lexicon{}.fits(5, 7, 3));
  EXPECT_FALSE((Lexicon{lexicon.words, lexicon.probabilities + 1}).fits(5, 7, 3));
  EXPECT_FALSE((Lexicon{lexicon.words.to(torch::kLong), lexicon.probabilities}).fits(5, 7, 3));
}

/// An output layer of 7 words whose rows belong to three sources of four positions.
struct RowsWithPrior {
  explicit RowsWithPrior(int64_t count)
      : readouts(random_tensor({count, 5}, 1).requires_grad_()),
        weight(random_tensor({7, 5}, 2).requires_grad_()),
        bias(random_tensor({7}, 3).requires_grad_()),
        attention(random_tensor({count, 4}, 4).abs().requires_grad_()),
        words((torch::arange(count).floor_divide(2) * 5).remainder(7)),
        sources(torch::arange(count).remainder(3)) {}

  Loss loss(const LossTerms& terms, const Arithmetic& arithmetic = {}) const {
    const Tensor source = (torch::arange(12) * 3).remainder(5).view({3, 4});
    const LexicalPrior prior =
        lexical_prior(some_lexicon({5, 7}, 3), 0.01, source, sources, attention);
    const Outputs outputs{readouts, weight, bias, prior};
    std::vector<Outputs> teachers;
    if (terms.distillation > 0) {
      teachers = {{random_tensor({readouts.size(0), 4}, 11), random_tensor({7, 4}, 12),
                   random_tensor({7}, 13), prior}};
      teachers[0].prior.weights = random_tensor({readouts.size(0), 4}, 14).abs();
    }
    return cross_entropy_loss(outputs, words, terms, arithmetic, teachers);
  }

  std::vector<NamedTensor> inputs() const {
    return {{"readouts", readouts}, {"weight", weight}, {"bias", bias}, {"attention", attention}};
  }

  std::vector<Tensor> gradients(const Tensor& value) const {
    return torch::autograd::grad({value}, {readouts, weight, bias, attention});
  }

  Tensor readouts, weight, bias, attention, words, sources;
};

const std::vector<LossTerms> some_terms = {
    {}, {.smoothing = 0.1}, {.smoothing = 0.1, .r_drop = 3}, {.distillation = 0.4}};

TEST(LossWithLexicalPrior, IsTheSameByTheReferencePath) {
  for (const LossTerms& terms : some_terms) {
    for (const int64_t count : {2, 38, 1100}) {
      const RowsWithPrior rows(count);
      const Loss fast = rows.loss(terms), reference = rows.loss(terms, reference_arithmetic);
      EXPECT_TRUE(close(fast.trained, reference.trained, 1e-9));
      EXPECT_TRUE(close(fast.cross_entropy, reference.cross_entropy, 1e-9));
      const auto got = rows.gradients(fast.trained), expected = rows.gradients(reference.trained);
      for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i], 1e-10));
    }
  }
}

TEST(LossWithLexicalPrior, GradientsEqualCentralDifferences) {
  for (const LossTerms& terms : some_terms) {
    const RowsWithPrior rows(6);
    expect_numeric_gradients(rows.inputs(), [&] { return rows.loss(terms).trained; });
  }
}

TEST(LossWithLexicalPrior, RoundsToBfloat16AsItDoesWithoutOne) {
  if (!has_native_bf16()) GTEST_SKIP() << "this processor has no products in bfloat16";
  RowsWithPrior rows(64);
  for (Tensor* tensor : {&rows.readouts, &rows.weight, &rows.bias, &rows.attention}) {
    *tensor = tensor->detach().to(torch::kFloat).requires_grad_();
  }
  const auto exact = rows.gradients(rows.loss({}).trained);
  const auto rounded = rows.gradients(rows.loss({}, {Kernels::fast, Precision::bf16}).trained);
  for (size_t i = 0; i < exact.size(); ++i) {
    const double most = exact[i].abs().max().item<double>();
    EXPECT_TRUE(close(rounded[i], exact[i], 0.03 * most));
  }
}

/// With a lexical prior that weighs as much as the rest.
std::shared_ptr<TranslationModel> model_with_prior(DecoderKind decoder = DecoderKind::conditional) {
  ModelConfig config = configuration();
  config.decoder.kind = decoder;
  config.lexical_prior = {.pieces = 4, .floor = 0.02};
  const auto model = random_model(config);
  model->set_lexicon(some_lexicon({words, words}, 4));
  return model;
}

TEST(ModelWithLexicalPrior, PredictingStepByStepEqualsTeacherForcing) {
  for (const DecoderKind decoder : decoder_kinds()) {
    const auto model = model_with_prior(decoder);
    model->eval();
    const SentencePairs pairs = three_pairs();
    const Encoded encoded = encode(*model, pairs);
    const Decoded decoded = model->decode(encoded, pairs.target_input);
    const Tensor likeliest = model->likeliest(decoded);
    const AttentionMemory memory = model->remember(encoded);
    DecoderState state = model->start(encoded);
    Tensor sum = torch::zeros({3}, torch::kDouble);
    for (int64_t t = 0; t < pairs.target_input.size(0); ++t) {
      const Prediction next = model->predict(pairs.target_input[t], state, memory, pairs.source);
      EXPECT_TRUE(torch::equal(likeliest[t], next.log_probabilities.argmax(1)));
      sum += next.log_probabilities.gather(1, pairs.target_output[t].unsqueeze(1)).squeeze(1) *
             pairs.target_mask[t];
      state = next.state;
    }
    EXPECT_TRUE(
        close(model->log_probabilities(decoded, pairs.target_output, pairs.target_mask), sum));
    EXPECT_TRUE(close(loss_of(*model, pairs, 0).trained, -sum.sum()));
  }
}

TEST(ModelWithLexicalPrior, GradientsEqualCentralDifferences) {
  for (const DecoderKind decoder : decoder_kinds()) {
    const auto model = model_with_prior(decoder);
    const SentencePairs pairs = random_pairs({2, 1}, {1, 2}, words, 4);
    expect_numeric_gradients(parameters_of(*model), [&] { return loss_of(*model, pairs).trained; });
  }
}

TEST(ModelWithLexicalPrior, PairsDoNotSeeOneAnother) {
  const auto model = model_with_prior();
  const SentencePairs pairs = three_pairs();
  Tensor sum = torch::zeros({}, torch::kDouble);
  for (int64_t row = 0; row < 3; ++row) {
    sum = sum + loss_of(*model, pairs.select(lengths_of({row}))).trained;
  }
  EXPECT_TRUE(close(sum, loss_of(*model, pairs).trained));
}

TEST(ModelWithLexicalPrior, IsOneWithoutUntilItHasALexicon) {
  const SentencePairs pairs = three_pairs();
  ModelConfig config = configuration();
  const Tensor plain = loss_of(*random_model(config), pairs).trained;
  config.lexical_prior.pieces = 4;
  const auto model = random_model(config);
  EXPECT_TRUE(close(loss_of(*model, pairs).trained, plain));
  model->set_lexicon(some_lexicon({words, words}, 4));
  EXPECT_FALSE(close(loss_of(*model, pairs).trained, plain, 1e-3));
  EXPECT_TRUE(torch::equal(model->lexicon().words, some_lexicon({words, words}, 4).words));
  EXPECT_THROW(model->set_lexicon(some_lexicon({words, words}, 3)), c10::Error);
  EXPECT_TRUE(random_model(configuration())->lexicon().empty());
}

}  // namespace
}  // namespace dragoman
