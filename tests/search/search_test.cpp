#include "dragoman/search/search.h"

#include <cmath>
#include <functional>
#include <map>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <spdlog/fmt/fmt.h>

#include "dragoman/config/names.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 9;

ModelConfig small_config(DecoderKind decoder = DecoderKind::conditional) {
  ModelConfig config;
  config.embedding = {.width = 16, .tie = TyingKind::none};
  config.encoder.width = 32;
  config.attention.width = 16;
  config.decoder.width = 32;
  config.decoder.kind = decoder;
  return config;
}

/// A model whose predictions are sharp enough to differ between sources.
std::shared_ptr<TranslationModel> random_model(const ModelConfig& config, uint64_t seed) {
  auto model = make_model(config, {vocabulary, vocabulary}, seed);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : model->parameters()) parameter.mul_(3);
  model->eval();
  return model;
}

SearchConfig short_search(int64_t beam_size) {
  SearchConfig config;
  config.beam_size = beam_size;
  config.max_length_ratio = 0;
  config.max_length_offset = 3;
  config.min_length = 0;
  config.scoring.length_normalization = 0;
  return config;
}

std::vector<std::vector<int64_t>> some_sources() {
  return {{4, 5, 6}, {7}, {8, 8, 4, 5, 6, 7}, {5, 4}, {6}};
}

double log_probability(TranslationModel& model, const SourceBatch& source,
                       const std::vector<int64_t>& words, bool ended) {
  const torch::NoGradGuard no_grad;
  const Encoded encoded = model.encode(source.source, source.source_lengths, source.source_mask);
  std::vector<int64_t> output = words;
  if (ended) output.push_back(TokenIds::end);
  std::vector<int64_t> input = output;
  input.insert(input.begin(), TokenIds::begin);
  input.pop_back();
  const auto column = [](const std::vector<int64_t>& ids) {
    return torch::tensor(ids, torch::kLong).unsqueeze(1);
  };
  const Tensor mask = torch::ones({int64_t(output.size()), 1}, torch::kBool);
  return -model.loss(model.decode(encoded, column(input)), column(output), mask, {})
              .cross_entropy.item<double>();
}

TEST(Search, BeamOneIsTheArgmaxOfEveryStep) {
  const auto model = random_model(small_config(), 3);
  for (const auto& source : some_sources()) {
    const SourceBatch batch = make_source_batch({source});
    const torch::NoGradGuard no_grad;
    const Encoded encoded = model->encode(batch.source, batch.source_lengths, batch.source_mask);
    const AttentionMemory memory = model->remember(encoded);
    DecoderState state = model->start(encoded);
    std::vector<int64_t> greedy;
    int64_t word = TokenIds::begin;
    while (greedy.size() < 3) {
      Prediction prediction = model->predict(torch::tensor({word}, torch::kLong), state, memory);
      prediction.log_probabilities.narrow(1, 0, 3).fill_(-INFINITY);
      word = prediction.log_probabilities.argmax(1).item<int64_t>();
      if (word == TokenIds::end) break;
      greedy.push_back(word);
      state = prediction.state;
    }
    EXPECT_EQ(search_all(model->stepper(), {source}, short_search(1))[0].front().words, greedy);
  }
}

/// Every translation of at most three words, by brute force.
TEST(Search, AWideBeamFindsTheMostProbableTranslation) {
  const auto model = random_model(small_config(), 5);
  const SourceBatch batch = make_source_batch({{4, 5, 6}});
  double best = -INFINITY;
  std::vector<int64_t> best_words;
  const std::function<void(std::vector<int64_t>)> visit = [&](std::vector<int64_t> words) {
    const bool full = words.size() == 3;
    const double value = log_probability(*model, batch, words, !full);
    if (value > best) {
      best = value;
      best_words = words;
    }
    if (full) return;
    for (int64_t word = TokenIds::end + 1; word < vocabulary; ++word) {
      words.push_back(word);
      visit(words);
      words.pop_back();
    }
  };
  visit({});
  const Hypothesis found = search_all(model->stepper(), {{4, 5, 6}}, short_search(100))[0].front();
  EXPECT_EQ(found.words, best_words);
  EXPECT_NEAR(found.log_probability, best, 1e-4);
}

TEST(Search, ReportsTheModelsOwnLogProbability) {
  const auto model = random_model(small_config(DecoderKind::luong), 7);
  for (const auto& source : some_sources()) {
    const SourceBatch batch = make_source_batch({source});
    const auto results = search_all(model->stepper(), {source}, short_search(4));
    for (const Hypothesis& hypothesis : results[0]) {
      const bool ended = hypothesis.words.size() < 3;
      EXPECT_NEAR(hypothesis.log_probability,
                  log_probability(*model, batch, hypothesis.words, ended), 1e-4);
    }
  }
}

/// For each source piece two target pieces, and for all the end and one more.
Shortlist some_words() {
  std::vector<std::vector<int32_t>> pieces;
  for (int32_t piece = 0; piece < vocabulary; ++piece) {
    pieces.push_back({4 + piece % 5, 4 + (piece * 3 + 1) % 5});
  }
  pieces.push_back({static_cast<int32_t>(TokenIds::end), 5});
  return Shortlist(pieces);
}

/// Each sentence must have the same hypotheses and scores by itself as among the others, and on one
/// thread as on three.
void expect_the_same_alone(TranslationModel& model, const StepperOptions& options,
                           const SearchConfig& config,
                           const std::vector<std::vector<int64_t>>& sources = some_sources()) {
  const auto stepper = model.stepper(options);
  const int threads = at::get_num_threads();
  at::set_num_threads(3);
  const auto together = search_all(stepper, sources, config);
  at::set_num_threads(1);
  for (size_t index = 0; index < sources.size(); ++index) {
    const auto alone = search_all(stepper, {sources[index]}, config)[0];
    ASSERT_EQ(alone.size(), together[index].size());
    for (size_t rank = 0; rank < alone.size(); ++rank) {
      EXPECT_EQ(alone[rank].words, together[index][rank].words);
      EXPECT_EQ(alone[rank].log_probability, together[index][rank].log_probability);
    }
  }
  at::set_num_threads(threads);
}

TEST(Search, HundredsOfRowsGiveASentenceWhatItGetsAlone) {
  std::vector<std::vector<int64_t>> sources;
  for (int64_t sentence = 0; sentence < 50; ++sentence) {
    for (auto& words = sources.emplace_back(); words.size() < size_t(1 + sentence * 7 % 9);) {
      words.push_back(4 + int64_t(sentence + 3 * int64_t(words.size())) % 5);
    }
  }
  SearchConfig config;
  config.beam_size = 5;
  for (const std::string attention : {"coverage", "multi_head"}) {
    ModelConfig shape = small_config(DecoderKind::conditional);
    shape.attention.kind = attention;
    shape.attention.heads = 2;
    const auto model = random_model(shape, 12);
    expect_the_same_alone(*model, {}, config, sources);
    expect_the_same_alone(*model, {SearchPrecision::fp32, Kernels::fast, some_words()}, config,
                          sources);
  }
}

/// Every decoder with every cell and attention, two layers, self-attention in the encoder, and
/// widths that leave rests of vectors.
class SearchOfEveryDecoder
    : public testing::TestWithParam<std::tuple<DecoderKind, CellKind, std::string>> {
 protected:
  static ModelConfig config() {
    const auto& [decoder, cell, attention] = GetParam();
    ModelConfig config = small_config(decoder);
    config.embedding.width = 15;
    config.encoder = {.cell = cell, .width = 22, .layers = 2};
    config.encoder.self_attention_layers = 1;
    config.encoder.self_attention_heads = 2;
    config.attention.kind = attention;
    config.attention.width = 13;
    config.attention.heads = 2;
    config.decoder.cell = cell;
    config.decoder.width = 22;
    config.decoder.layers = 2;
    config.decoder.bridge = BridgeKind::mean;
    return config;
  }
};

TEST_P(SearchOfEveryDecoder, ASentenceIsTheSameInAnyBatch) {
  const auto model = random_model(config(), 11);
  for (const auto& [beam_size, precision] :
       std::vector<std::pair<int64_t, SearchPrecision>>{{1, SearchPrecision::fp32},
                                                        {3, SearchPrecision::fp32},
                                                        {5, SearchPrecision::fp32},
                                                        {3, SearchPrecision::bf16},
                                                        {3, SearchPrecision::int8}}) {
    SearchConfig config;
    config.beam_size = beam_size;
    expect_the_same_alone(*model, {precision, Kernels::fast, {}}, config);
    expect_the_same_alone(*model, {precision, Kernels::fast, some_words()}, config);
  }
}
INSTANTIATE_TEST_SUITE_P(All, SearchOfEveryDecoder,
                         testing::Combine(testing::Values(DecoderKind::luong, DecoderKind::bahdanau,
                                                          DecoderKind::conditional),
                                          testing::Values(CellKind::gru, CellKind::lstm),
                                          testing::ValuesIn(attention_names())),
                         [](const auto& kind) {
                           return fmt::format("{}_{}_{}", name_of(std::get<0>(kind.param)),
                                              name_of(std::get<1>(kind.param)),
                                              std::get<2>(kind.param));
                         });

TEST(Search, RespectsTheLimitsOnLength) {
  const auto model = random_model(small_config(), 13);
  SearchConfig config;
  config.beam_size = 3;
  config.max_length_ratio = 2;
  config.max_length_offset = 1;
  config.min_length = 2;
  const auto sources = some_sources();
  const auto results = search_all(model->stepper(), sources, config);
  for (size_t index = 0; index < sources.size(); ++index) {
    ASSERT_FALSE(results[index].empty());
    for (const Hypothesis& hypothesis : results[index]) {
      EXPECT_GE(hypothesis.words.size(), 2u);
      EXPECT_LE(hypothesis.words.size(), 2 * sources[index].size() + 1);
      for (const int64_t word : hypothesis.words) EXPECT_GT(word, TokenIds::end);
    }
  }
}

/// Sentences that join while others are under way, and one that is given up.
TEST(Search, WhoElseIsThereChangesNothing) {
  const auto model = random_model(small_config(), 17);
  const auto stepper = model->stepper();
  const auto sources = some_sources();
  SearchConfig config;
  config.beam_size = 3;
  const auto alone = [&](size_t index) { return search_all(stepper, {sources[index]}, config)[0]; };
  Search search(stepper);
  const auto settings = std::make_shared<SearchSettings>(config);
  std::map<int64_t, size_t> source_of;
  std::map<size_t, std::vector<Hypothesis>> found;
  int64_t given_up = -1;
  for (size_t step = 0; step < sources.size() || search.size() > 0; ++step) {
    if (step < sources.size()) {
      const int64_t number = search.admit({{sources[step], settings}}).front();
      source_of[number] = step;
      if (step == 2) given_up = number;
      EXPECT_EQ(search.beam(number).live.size(), 1u);
    }
    if (step == 3) search.cancel(given_up);
    for (SearchResult& result : search.step()) {
      EXPECT_NE(result.sentence, given_up);
      found[source_of.at(result.sentence)] = std::move(result.hypotheses);
    }
  }
  ASSERT_EQ(found.size(), sources.size() - 1);
  for (const auto& [index, hypotheses] : found) {
    const std::vector<Hypothesis> expected = alone(index);
    ASSERT_EQ(hypotheses.size(), expected.size());
    for (size_t rank = 0; rank < expected.size(); ++rank) {
      EXPECT_EQ(hypotheses[rank].words, expected[rank].words);
      EXPECT_EQ(hypotheses[rank].log_probability, expected[rank].log_probability);
    }
  }
}

}  // namespace
}  // namespace dragoman
