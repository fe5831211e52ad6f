// Search against looking at every translation there is, over all penalties and rules together.
#include <functional>

#include <gtest/gtest.h>
#include <spdlog/fmt/fmt.h>

#include "dragoman/search/search.h"
#include "dragoman/text/vocabulary.h"
#include "search/table_stepper.h"

namespace dragoman {
namespace {

constexpr int64_t vocabulary = 8, longest = 4;  // four words of meaning

/// Rewards a word that comes third, as a plug-in might.
class Favour final : public WordRule {
 public:
  void apply(const std::vector<int64_t>& words, NextWords& next) const override {
    if (words.size() == 2) next.add(6, 1.5);
  }
  bool gives_bonuses() const override { return true; }
};

/// Sentences like "5 first": 5 is the first word.
class Begins final : public WordRule {
 public:
  void apply(const std::vector<int64_t>& words, NextWords& next) const override {
    if (words.empty()) next.allow_only({5});
  }
};

WordRules rules_of(int choice) {
  switch (choice) {
    case 1:
      return {std::make_shared<RepetitionPenalty>(1.4)};
    case 2:
      return {std::make_shared<NoRepeatedNgram>(2)};
    case 3:
      return {std::make_shared<Begins>(), std::make_shared<NoRepeatedNgram>(1)};
    case 4:
      return {std::make_shared<Favour>(), std::make_shared<RepetitionPenalty>(1.2)};
    default:
      return {};
  }
}

/// All translations, each scored by the definition, the best first.
class EveryTranslation {
 public:
  /// @param terms that each must have, or null
  EveryTranslation(const TableStepper& model, std::vector<int64_t> source,
                   const SearchSettings& settings, const Terms* terms = nullptr)
      : model_(model), source_(std::move(source)), settings_(settings), terms_(terms) {
    visit({}, std::vector<double>(source_.size()));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
  }

  const Hypothesis& best() const { return found_.front(); }
  size_t count() const { return found_.size(); }

 private:
  void visit(Hypothesis hypothesis, std::vector<double> coverage) {
    if (static_cast<int64_t>(hypothesis.words.size()) == longest)
      return finish(hypothesis, coverage);
    const std::vector<double> weights = model_.weights(source_, hypothesis.words);
    for (size_t j = 0; j < coverage.size(); ++j) coverage[j] += weights[j];
    NextWords next;
    for (int64_t word = 0; word < TokenIds::end; ++word) next.forbid(word);
    for (const auto& rule : settings_.rules) rule->apply(hypothesis.words, next);
    const TableScores scores(model_.log_probabilities(source_, hypothesis.words));
    for (const NextWord& word : next.all(scores)) {
      Hypothesis longer = hypothesis;
      longer.log_probability += word.log_probability;
      longer.adjustment += word.adjustment;
      if (word.word == TokenIds::end) {
        finish(longer, coverage);
        continue;
      }
      longer.words.push_back(word.word);
      visit(longer, coverage);
    }
  }

  void finish(Hypothesis hypothesis, const std::vector<double>& coverage) {
    if (terms_ != nullptr && terms_->progress(hypothesis.words) < terms_->size()) return;
    hypothesis.score = score_of(settings_.config.scoring, hypothesis.merit(),
                                static_cast<int64_t>(hypothesis.words.size()), coverage);
    found_.push_back(std::move(hypothesis));
  }

  const TableStepper& model_;
  std::vector<int64_t> source_;
  const SearchSettings& settings_;
  const Terms* terms_;
  std::vector<Hypothesis> found_;
};

class WideSearch
    : public testing::TestWithParam<std::tuple<LengthPenalty, double, double, double, int>> {
 protected:
  static SearchSettings settings() {
    const auto& [penalty, alpha, beta, reward, rules] = GetParam();
    SearchConfig config;
    config.beam_size = 1000;
    config.min_length = 0;
    config.max_length_ratio = 0;
    config.max_length_offset = longest;
    SearchSettings settings(config);
    settings.config.scoring = {penalty, alpha, beta, reward};
    settings.rules = rules_of(rules);
    return settings;
  }
};

TEST_P(WideSearch, FindsTheBestOfAllTranslations) {
  const auto model = std::make_shared<TableStepper>(vocabulary);
  SearchSettings settings = WideSearch::settings();
  for (const std::vector<int64_t>& source :
       std::vector<std::vector<int64_t>>{{4, 5}, {6}, {7, 7, 4}}) {
    std::vector<int64_t> with_end = source;
    with_end.push_back(TokenIds::end);
    const EveryTranslation every(*model, with_end, settings);
    settings.n_best = 1000;
    settings.config.stopping = Stopping::full;
    EXPECT_EQ(search_all(model, {source}, settings)[0].size(), every.count());
    for (const int64_t n_best : {1, 5}) {
      settings.n_best = n_best;
      settings.config.stopping = Stopping::exact;
      const std::vector<Hypothesis> found = search_all(model, {source}, settings)[0];
      ASSERT_EQ(found.size(), static_cast<size_t>(n_best));
      EXPECT_EQ(found[0].words, every.best().words);
      EXPECT_NEAR(found[0].score, every.best().score, 1e-12);
    }
  }
}

/// The beam is as wide as it takes: with terms, too, the best of all that have them is found.
TEST_P(WideSearch, FindsTheBestOfAllTranslationsThatHaveTheTerms) {
  const auto model = std::make_shared<TableStepper>(vocabulary);
  SearchSettings settings = WideSearch::settings();
  settings.config.max_length_offset = longest - 2;
  settings.n_best = 1;
  const auto terms = std::make_shared<Terms>(std::vector<std::vector<int64_t>>{{6, 4}});
  const EveryTranslation every(*model, {5, 7, TokenIds::end}, settings, terms.get());
  for (const Stopping stopping : {Stopping::full, Stopping::exact}) {
    settings.config.stopping = stopping;
    Search search(model);
    search.admit({{{5, 7}, std::make_shared<SearchSettings>(settings), {}, 0, terms}});
    std::vector<SearchResult> results;
    while (results.empty()) results = search.step();
    EXPECT_EQ(results[0].hypotheses[0].words, every.best().words);
    EXPECT_NEAR(results[0].hypotheses[0].score, every.best().score, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(All, WideSearch,
                         testing::Combine(testing::Values(LengthPenalty::none,
                                                          LengthPenalty::average,
                                                          LengthPenalty::gnmt),
                                          testing::Values(0.6, 1.0), testing::Values(0.0, 0.7),
                                          testing::Values(0.0, 0.5, -0.3), testing::Range(0, 5)));

/// Stopping early, where it is said to change nothing, changes nothing, with beams that prune, too.
TEST(ExactStopping, GivesWhatAFullBeamGives) {
  int earlier = 0;
  for (int64_t first = 4; first < 40; ++first) {
    const auto model = std::make_shared<TableStepper>(40, 6);
    SearchConfig config;
    config.beam_size = 4;
    config.max_length_ratio = 0;
    config.max_length_offset = 12;
    for (const LengthPenalty penalty : {LengthPenalty::none, LengthPenalty::average}) {
      SearchSettings settings(config);
      settings.config.scoring.length_penalty = penalty;
      settings.n_best = 2;
      settings.config.stopping = Stopping::full;
      const auto full = search_all(model, {{first}}, settings)[0];
      settings.config.stopping = Stopping::exact;
      Search search(model);
      search.admit({{{first}, std::make_shared<SearchSettings>(settings)}});
      std::vector<SearchResult> results;
      while (results.empty()) {
        if (search.beam(0).finished.size() == 2) ++earlier;
        results = search.step();
      }
      ASSERT_EQ(results[0].hypotheses.size(), full.size());
      for (size_t rank = 0; rank < full.size(); ++rank) {
        EXPECT_EQ(results[0].hypotheses[rank].words, full[rank].words);
        EXPECT_EQ(results[0].hypotheses[rank].score, full[rank].score);
      }
    }
  }
  EXPECT_GT(earlier, 0);
}

TEST(SampledSearch, IsTheSameInAnyBatchAndAnotherWithAnotherSeed) {
  const auto model = std::make_shared<TableStepper>(30);
  SearchSettings settings;
  settings.sampling = Sampling{.temperature = 1.3, .top_p = 0.9};
  settings.n_best = 3;
  const std::vector<std::vector<int64_t>> sources = {{4, 5}, {6}, {7, 8, 9}, {6, 6}};
  const auto together = search_all(model, sources, settings);
  for (size_t index = 0; index < sources.size(); ++index) {
    const auto alone = search_all(model, {sources[index]}, settings)[0];
    ASSERT_EQ(alone.size(), 3u);
    for (size_t rank = 0; rank < alone.size(); ++rank) {
      EXPECT_EQ(alone[rank].words, together[index][rank].words);
    }
  }
  EXPECT_NE(together[0][0].words, together[0][1].words);
  settings.sampling->seed = 2;
  EXPECT_NE(search_all(model, {sources[2]}, settings)[0][0].words, together[2][0].words);
}

/// Whole translations come as often as the model says: χ² over the 21 of at most two words.
TEST(SampledSearch, DrawsTranslationsByTheirProbability) {
  const auto model = std::make_shared<TableStepper>(vocabulary, 1);
  SearchConfig config;
  config.min_length = 0;
  config.max_length_ratio = 0;
  config.max_length_offset = 2;
  SearchSettings settings(config);
  settings.sampling = Sampling{};
  settings.n_best = 20000;
  std::map<std::vector<int64_t>, double> counts;
  const auto samples = search_all(model, {{5}}, settings);
  for (const Hypothesis& sample : samples[0]) counts[sample.words] += 1;
  const auto probability = [&](const std::vector<int64_t>& before, int64_t word) {
    const std::vector<double> all = model->log_probabilities({5, TokenIds::end}, before);
    double possible = 0;
    for (int64_t other = TokenIds::end; other < vocabulary; ++other) {
      possible += std::exp(all[static_cast<size_t>(other)]);
    }
    return std::exp(all[static_cast<size_t>(word)]) / possible;
  };
  double chi_square = 0;
  const auto compare = [&](const std::vector<int64_t>& words, double expected) {
    const double difference = counts[words] - 20000 * expected;
    chi_square += difference * difference / (20000 * expected);
  };
  compare({}, probability({}, TokenIds::end));
  for (int64_t first = 4; first < vocabulary; ++first) {
    compare({first}, probability({}, first) * probability({first}, TokenIds::end));
    for (int64_t second = 4; second < vocabulary; ++second) {
      compare({first, second}, probability({}, first) * probability({first}, second));
    }
  }
  EXPECT_LT(chi_square, 45.3);  // 99.9 % of 20 degrees of freedom
}

}  // namespace
}  // namespace dragoman
