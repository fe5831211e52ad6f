// What every step must keep, over all kinds: it is what `predict` defines.
#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <spdlog/fmt/fmt.h>

#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/model.h"
#include "nn/definition_stepper.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"
#include "nn/step/attention.h"
#include "nn/step_weights.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 11;

/// Every number that a decoding gives at one step.
struct Numbers {
  std::vector<std::vector<double>> log_probabilities, weights;
  std::vector<std::vector<std::vector<double>>> heads;
};

std::vector<std::vector<int64_t>> some_sources() {
  return {{4, 5, 6, 3}, {7, 3}, {8, 9, 4, 5, 10, 7, 3}, {3}};
}

/// Four steps in which hypotheses multiply, change places and end, and sentences come and go.
std::vector<Numbers> decode(const Stepper& stepper) {
  const auto sources = some_sources();
  constexpr int64_t start = DecodingRow::start_of_sentence;
  const std::vector<std::vector<DecodingRow>> steps = {
      {{0, start, 2}, {2, start, 2}, {3, start, 2}},
      {{0, 0, 5}, {0, 0, 7}, {2, 1, 4}, {2, 1, 6}, {3, 2, 4}, {1, start, 2}},
      {{2, 3, 8}, {2, 2, 9}, {2, 3, 10}, {0, 1, 4}, {1, 5, 4}},
      {{1, 4, 6}, {0, 3, 5}, {2, 2, 4}}};
  const auto decoding = stepper.begin();
  decoding->admit({0, 2, 3}, {sources[0], sources[2], sources[3]});
  decoding->admit({1}, {sources[1]});
  std::vector<Numbers> all;
  for (const auto& rows : steps) {
    Numbers& numbers = all.emplace_back();
    decoding->advance(rows, [&](int64_t, WordScores& scores) {
      std::vector<double>& row = numbers.log_probabilities.emplace_back();
      for (int64_t word = 0; word < vocabulary; ++word) row.push_back(scores.log_probability(word));
    });
    for (size_t row = 0; row < rows.size(); ++row) {
      numbers.weights.push_back(decoding->weights(static_cast<int64_t>(row)));
      numbers.heads.push_back(decoding->heads(static_cast<int64_t>(row)));
    }
  }
  return all;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    most = std::max(most, std::abs(a[i] - b[i]));
  }
  return most;
}

class StepOfEveryKind
    : public testing::TestWithParam<std::tuple<DecoderKind, CellKind, std::string, bool>> {
 protected:
  static ModelConfig config() {
    const auto& [decoder, cell, attention, deep] = GetParam();
    ModelConfig config = small_config(decoder, cell, attention);
    config.embedding.tie = TyingKind::none;
    config.encoder.bidirectional = !deep;
    config.decoder.bridge = deep ? BridgeKind::last : BridgeKind::mean;
    config.decoder.input_feeding = !deep;
    if (!deep) return config;
    config.encoder.layers = config.decoder.layers = 2;
    config.encoder.transitions = config.decoder.transitions = 1;
    config.encoder.residual = true;
    config.encoder.self_attention_layers = 1;
    config.encoder.self_attention_heads = 2;
    return config;
  }

  static void expect_the_definition(const ModelConfig& config, torch::ScalarType type,
                                    double tolerance) {
    const auto model = make_model(config, {vocabulary, vocabulary}, 3);
    const torch::NoGradGuard no_grad;
    for (auto& parameter : model->parameters()) parameter.mul_(2).add_(0.01);
    const int64_t pieces = config.lexical_prior.pieces;
    if (pieces > 0) model->set_lexicon(some_lexicon({vocabulary, vocabulary}, pieces));
    model->to(type);
    model->eval();
    const std::vector<Numbers> defined =
        decode(*model->stepper(SearchPrecision::fp32, Kernels::reference));
    expect_near(decode(*model->stepper(SearchPrecision::fp32, Kernels::fast)), defined, tolerance);
    // As on a GPU.
    expect_near(decode(DefinitionStepper(model, {}, DecodingTiles{4, 2})), defined, tolerance);
  }

  static void expect_near(const std::vector<Numbers>& stepped, const std::vector<Numbers>& defined,
                          double tolerance) {
    for (size_t step = 0; step < defined.size(); ++step) {
      for (size_t row = 0; row < defined[step].weights.size(); ++row) {
        SCOPED_TRACE(fmt::format("step {}, row {}", step, row));
        const Numbers &a = defined[step], &b = stepped[step];
        EXPECT_LT(distance(a.log_probabilities[row], b.log_probabilities[row]), tolerance);
        EXPECT_LT(distance(a.weights[row], b.weights[row]), tolerance);
        ASSERT_EQ(a.heads[row].size(), b.heads[row].size());
        for (size_t head = 0; head < a.heads[row].size(); ++head) {
          EXPECT_LT(distance(a.heads[row][head], b.heads[row][head]), tolerance);
        }
      }
    }
  }
};

TEST_P(StepOfEveryKind, IsTheDefinitionInDouble) {
  expect_the_definition(config(), torch::kDouble, 1e-12);
}

TEST_P(StepOfEveryKind, IsTheDefinitionWithALexicalPrior) {
  ModelConfig prior = config();
  prior.lexical_prior = {.pieces = 4, .floor = 0.02};
  expect_the_definition(prior, torch::kDouble, 1e-12);
}

TEST_P(StepOfEveryKind, IsTheDefinitionWithNormalisedCells) {
  ModelConfig norm = config();
  norm.encoder.width = norm.decoder.width = 24;
  norm.encoder.layer_norm = norm.decoder.layer_norm = true;
  expect_the_definition(norm, torch::kDouble, 1e-9);  // a small deviation magnifies what it divides
}

TEST_P(StepOfEveryKind, IsTheDefinitionInFloat) {
  const bool deep = std::get<3>(GetParam());  // rounding grows along layers and transitions
  expect_the_definition(config(), torch::kFloat, deep ? 5e-5 : 1e-5);
}

TEST_P(StepOfEveryKind, EachOfManyRowsIsAsItWouldBeAlone) {
  const auto model = make_model(config(), {vocabulary, vocabulary}, 3);
  model->eval();
  const auto stepper = model->stepper(SearchPrecision::fp32, Kernels::fast);
  const auto numbers = [&](int64_t rows) {
    const auto decoding = stepper->begin();
    decoding->admit({0, 1}, {some_sources()[0], some_sources()[2]});
    std::vector<DecodingRow> step;
    for (int64_t row = 0; row < rows; ++row) {
      step.push_back({row % 2, DecodingRow::start_of_sentence, 2});
    }
    decoding->advance(step, [](int64_t, WordScores&) {});
    const auto of = [&](int64_t row) {
      return std::pair(decoding->weights(row), decoding->heads(row));
    };
    return std::vector{of(rows - 2), of(rows - 1)};
  };
  EXPECT_EQ(numbers(200), numbers(2));  // many are taken in groups
}

TEST_P(StepOfEveryKind, ReadsWeightsOnlyWhenItLaysThemOut) {
  for (const TyingKind tie : {TyingKind::none, TyingKind::target, TyingKind::all}) {
    ModelConfig tied = config();
    tied.embedding.tie = tie;
    const auto model = make_model(tied, {vocabulary, vocabulary}, 3);
    model->eval();
    const std::vector<Numbers> kept = decode(*model->stepper());
    std::map<const void*, Tensor> file;
    for (const Tensor& parameter : model->parameters()) {
      file[parameter.unsafeGetTensorImpl()] = parameter.detach().clone();
    }
    forget_weights(model->parameters());
    StepperOptions options;
    size_t most = 0;
    options.read = [&](const std::vector<Tensor>& parameters) {
      for (const Tensor& parameter : parameters) {
        parameter.set_data(file.at(parameter.unsafeGetTensorImpl()).clone());
      }
      most = std::max(most, file.size() - without_weights(model->parameters()).size());
    };
    const std::vector<Numbers> read = decode(*model->stepper(options));
    for (size_t step = 0; step < kept.size(); ++step) {
      EXPECT_EQ(read[step].log_probabilities, kept[step].log_probabilities);
      EXPECT_EQ(read[step].weights, kept[step].weights);
    }
    EXPECT_EQ(without_weights(model->parameters()).size(), file.size());
    EXPECT_LE(most, 6U);  // the words' embedding, and what belongs together
  }
}

INSTANTIATE_TEST_SUITE_P(All, StepOfEveryKind,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds()),
                                          testing::ValuesIn(attention_names()), testing::Bool()),
                         [](const auto& kind) {
                           return fmt::format("{}_{}_{}{}", name_of(std::get<0>(kind.param)),
                                              name_of(std::get<1>(kind.param)),
                                              std::get<2>(kind.param),
                                              std::get<3>(kind.param) ? "_deep" : "");
                         });

/// A kind that no kernel knows, with a carry of its own: it counts its steps, per row, and leans
/// to the position of that number.
class MadeUpAttention final : public Attention {
 public:
  MadeUpAttention() : lean_(register_parameter("lean", torch::ones(1))) {}

  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& /*arithmetic*/) override {
    return {encoded, encoded, mask};
  }

  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override {
    const Tensor before =
        carry.defined() ? carry : torch::zeros({query.size(0), 1, 2}, torch::kLong);
    const Tensor positions = torch::arange(memory.mask.size(1), query.options());
    const Tensor offsets = positions - before.select(2, 0).to(query.dtype());
    const Tensor scores = (query.mean(1, true) - lean_ * offsets.square())
                              .masked_fill(memory.mask.logical_not(), -INFINITY);
    const Tensor weights = torch::softmax(scores, 1);
    return {weighted_sum(weights, memory.values), weights, before + 1};
  }

 private:
  Tensor lean_;
};

/// A row of a step says what `attend` says of its sentence alone. @param carried from step to step
/// @param encoded [S, M] @param query [1, H] @param use [O, M] @param context [O] @param weight [S]
void expect_what_attend_says(Attention& attention, const Tensor& encoded, const Tensor& query,
                             Tensor& carried, const Tensor& use, const Tensor& context,
                             const Tensor& weight) {
  const AttentionMemory memory = attention.remember(
      encoded.unsqueeze(0), torch::ones({1, encoded.size(0)}, torch::kBool), reference_arithmetic);
  const AttentionStep alone = attention.attend(query, memory, carried);
  carried = alone.carry;
  EXPECT_TRUE(torch::allclose(context, use.mv(alone.context[0]), 1e-12, 1e-12));
  EXPECT_TRUE(torch::allclose(weight, alone.weights[0], 1e-12, 1e-12));
}

/// What a step keeps of sentences [N, S, M] of some lengths.
std::vector<std::shared_ptr<const SentenceMemory<double>>> memories_of(
    const StepAttention<double>& step, const Tensor& encoded, const std::vector<int64_t>& lengths) {
  std::vector<std::shared_ptr<const SentenceMemory<double>>> memories;
  for (const int64_t length : lengths) {
    const Tensor sentence = encoded[int64_t(memories.size())];
    memories.push_back(step.remember({sentence.data_ptr<double>(), length, sentence.size(1)}));
  }
  return memories;
}

/// Takes the kind's weights away, and says what they are when they are asked for.
StepWeights<double> weights_to_be_read(Attention& attention) {
  forget_weights(attention.parameters());
  return StepWeights<double>(SearchPrecision::fp32, [](const std::vector<Tensor>& parameters) {
    for (const Tensor& parameter : parameters) parameter.set_data(torch::full(1, 0.5));
  });
}

TEST(StepOfAKindWithoutAKernel, GoesThroughAttendAndCarriesWhatItCarries) {
  const auto attention = std::make_shared<MadeUpAttention>();
  const torch::NoGradGuard no_grad;
  torch::manual_seed(1);
  const StepWeights<double> weights = weights_to_be_read(*attention);
  const Tensor use = torch::randn({5, 4}, torch::kDouble);
  const auto step = attention->step(weights, AttentionUse{3, use});
  ASSERT_EQ(step->outputs(), 5);

  const Tensor encoded = torch::randn({2, 6, 4}, torch::kDouble);
  const std::vector<int64_t> lengths = {6, 3}, sentences = {0, 0, 1};
  const auto memories = memories_of(*step, encoded, lengths);
  for (const auto& memory : memories) EXPECT_EQ(memory->carry_width, 3);
  std::vector<const SentenceMemory<double>*> rows;
  for (const int64_t sentence : sentences) rows.push_back(memories[size_t(sentence)].get());

  Workspace<double> workspace;
  std::vector<double> carry(3 * 6, 0), next_carry(3 * 6), seen(3 * 6), contexts(3 * 5);
  std::vector<Tensor> carried(3);
  for (int64_t t = 0; t < 3; ++t) {
    const Tensor queries = torch::randn({3, 3}, torch::kDouble);
    step->attend({{queries.data_ptr<double>(), 3, 3},
                  rows.data(),
                  6,
                  carry.data(),
                  contexts.data(),
                  seen.data(),
                  next_carry.data(),
                  nullptr},
                 workspace);
    for (int64_t row = 0; row < 3; ++row) {
      const int64_t sentence = sentences[size_t(row)], length = lengths[size_t(sentence)];
      expect_what_attend_says(*attention, encoded[sentence].narrow(0, 0, length),
                              queries.narrow(0, row, 1), carried[size_t(row)], use,
                              torch::from_blob(contexts.data() + row * 5, 5, torch::kDouble),
                              torch::from_blob(seen.data() + row * 6, length, torch::kDouble));
    }
    carry = next_carry;
  }
}

}  // namespace
}  // namespace dragoman
