#include "dragoman/search/search.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

bool give_bonuses(const WordRules& rules) {
  return std::any_of(rules.begin(), rules.end(),
                     [](const auto& rule) { return rule->gives_bonuses(); });
}

/// In the order in which they apply.
WordRules all_rules(const SearchSource& source) {
  WordRules rules = rules_of(source.settings->config.repetitions);
  for (const WordRules* more : {&source.settings->rules, &source.rules}) {
    rules.insert(rules.end(), more->begin(), more->end());
  }
  return rules;
}

// So that what is near to having all of many terms leaves room for the others.
constexpr int64_t most_rows_for_terms = 32;

/// Samples all end by themselves; with bonuses nothing is certain before the beam is full.
Stopping stopping_of(const SearchSource& source) {
  const SearchSettings& settings = *source.settings;
  if (settings.sampling) return Stopping::all;
  const bool bonuses = give_bonuses(settings.rules) || give_bonuses(source.rules);
  const Stopping asked = settings.config.stopping;
  return bonuses && asked == Stopping::exact ? Stopping::full : asked;
}

BeamLimits limits_of(const SearchSource& source) {
  const SearchSettings& settings = *source.settings;
  const SearchConfig& config = settings.config;
  const double longest = config.max_length_ratio * static_cast<double>(source.words.size());
  const int64_t limit = static_cast<int64_t>(longest) + config.max_length_offset;
  const int64_t terms = source.terms ? source.terms->size() : 0;
  return {config.beam_size + std::min(terms, most_rows_for_terms),
          std::max<int64_t>(1, limit) + source.given_length + terms,
          config.scoring,
          settings.n_best,
          stopping_of(source),
          terms};
}

/// A function of the sentence alone, so that its samples are the same in any batch.
uint64_t seed_of(const SearchSource& source) {
  if (!source.settings->sampling) return 0;
  uint64_t seed = source.settings->sampling->seed;
  for (const int64_t word : source.words) {
    seed = derive_seed(seed, Stream::sampling, {static_cast<uint64_t>(word)});
  }
  return seed;
}

Candidate candidate_of(const Hypothesis& hypothesis, int64_t row, const NextWord& next) {
  // Rounding may leave a word's probability above 1; a longer hypothesis is never a likelier one.
  return {row, next.word, hypothesis.log_probability + std::min(0.0, next.log_probability),
          hypothesis.adjustment + next.adjustment};
}

/// The continuations of a beam, best first; among equals, the earlier row's.
/// @param next of each live hypothesis the best words
std::vector<Candidate> best_candidates(const Beam& beam, const std::vector<NextWord>* next,
                                       const Terms* terms) {
  std::vector<Candidate> candidates;
  for (size_t row = 0; row < beam.live.size(); ++row) {
    for (const NextWord& word : next[row]) {
      candidates.push_back(candidate_of(beam.live[row], static_cast<int64_t>(row), word));
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.merit() > b.merit(); });
  if (terms == nullptr) return candidates;
  for (Candidate& candidate : candidates) {
    std::vector<int64_t> words = beam.live[static_cast<size_t>(candidate.row)].words;
    words.push_back(candidate.word);
    candidate.progress = terms->progress(words);
  }
  return dealt(candidates);
}

/// One continuation of each live hypothesis, drawn.
std::vector<Candidate> drawn_candidates(const Beam& beam, const std::vector<NextWord>* next,
                                        const Sampling& sampling, uint64_t seed, int64_t step) {
  std::vector<Candidate> candidates;
  for (size_t row = 0; row < beam.live.size(); ++row) {
    const Hypothesis& hypothesis = beam.live[row];
    Random random(
        derive_seed(seed, Stream::sampling,
                    {static_cast<uint64_t>(hypothesis.sample), static_cast<uint64_t>(step)}));
    const NextWord& word = next[row][draw(next[row], sampling, random.uniform())];
    candidates.push_back(candidate_of(hypothesis, static_cast<int64_t>(row), word));
  }
  return candidates;
}

std::vector<Hypothesis> best_of(const Beam& beam, int64_t count) {
  std::vector<Hypothesis> hypotheses = ranked(beam);
  hypotheses.resize(std::min(hypotheses.size(), static_cast<size_t>(count)));
  return hypotheses;
}

void add_to(std::vector<double>& coverage, const std::vector<double>& weights) {
  coverage.resize(weights.size());
  for (size_t position = 0; position < weights.size(); ++position) {
    coverage[position] += weights[position];
  }
}

}  // namespace

Search::Search(std::shared_ptr<const Stepper> stepper)
    : stepper_(std::move(stepper)), decoding_(stepper_->begin()) {}

std::vector<int64_t> Search::admit(std::vector<SearchSource> sources) {
  for (const SearchSource& source : sources) {
    if (!source.terms || !source.settings->sampling) continue;
    fail_input("terms are searched for, not sampled: leave one of them out");
  }
  std::vector<int64_t> numbers;
  std::vector<std::vector<int64_t>> ended;
  for (SearchSource& source : sources) {
    const int64_t hypotheses = source.settings->sampling ? source.settings->n_best : 1;
    numbers.push_back(next_number_++);
    active_.emplace(numbers.back(),
                    Active{source.settings, all_rules(source), source.terms, limits_of(source),
                           start_beam(hypotheses), seed_of(source)});
    ended.push_back(std::move(source.words));
    ended.back().push_back(TokenIds::end);
  }
  if (!numbers.empty()) decoding_->admit(numbers, ended);
  return numbers;
}

std::vector<DecodingRow> Search::rows() const {
  std::vector<DecodingRow> rows;
  for (const auto& [number, active] : active_) {
    for (size_t row = 0; row < active.beam.live.size(); ++row) {
      const std::vector<int64_t>& words = active.beam.live[row].words;
      const bool starts = words.empty();
      rows.push_back(
          {number,
           starts ? DecodingRow::start_of_sentence : active.first_row + active.beam.parents[row],
           starts ? TokenIds::begin : words.back()});
    }
  }
  return rows;
}

std::vector<NextWord> Search::next_words(const Active& active, const Hypothesis& hypothesis,
                                         WordScores& scores) {
  const SearchSettings& settings = *active.settings;
  NextWords next;
  for (const int64_t word : {TokenIds::padding, TokenIds::unknown, TokenIds::begin}) {
    next.forbid(word);
  }
  if (active.steps < settings.config.min_length) next.forbid(TokenIds::end);
  for (const auto& rule : active.rules) rule->apply(hypothesis.words, next);
  if (active.terms) active.terms->apply(hypothesis.words, next);
  // At most K of a beam's continuations end.
  return settings.sampling ? next.all(scores) : next.best(2 * active.limits.beam_size, scores);
}

void Search::advance(Active& active, const std::vector<NextWord>* next, int64_t first_row) {
  if (active.limits.scoring.coverage_penalty > 0) {
    for (size_t row = 0; row < active.beam.live.size(); ++row) {
      add_to(active.beam.live[row].coverage,
             decoding_->weights(first_row + static_cast<int64_t>(row)));
    }
  }
  const auto& sampling = active.settings->sampling;
  active.beam =
      sampling ? advance_samples(
                     active.beam,
                     drawn_candidates(active.beam, next, *sampling, active.seed, active.steps),
                     active.limits)
               : advance_beam(active.beam, best_candidates(active.beam, next, active.terms.get()),
                              active.limits);
  active.first_row = first_row;
  ++active.steps;
}

std::vector<std::vector<NextWord>> Search::decode() {
  const std::vector<DecodingRow> now = rows();
  std::vector<std::pair<const Active*, size_t>> places;  // of the rows
  for (const auto& [number, active] : active_) {
    for (size_t row = 0; row < active.beam.live.size(); ++row) places.emplace_back(&active, row);
  }
  std::vector<std::vector<NextWord>> next(now.size());
  decoding_->advance(now, [&](int64_t row, WordScores& scores) {
    const auto& [active, place] = places[static_cast<size_t>(row)];
    next[static_cast<size_t>(row)] = next_words(*active, active->beam.live[place], scores);
  });
  return next;
}

std::vector<SearchResult> Search::step() {
  const std::vector<std::vector<NextWord>> next = decode();
  std::vector<SearchResult> completed;
  int64_t first_row = 0;
  for (auto entry = active_.begin(); entry != active_.end();) {
    Active& active = entry->second;
    const auto rows = static_cast<int64_t>(active.beam.live.size());
    advance(active, next.data() + first_row, first_row);
    first_row += rows;
    if (!is_complete(active.beam, active.limits)) {
      ++entry;
      continue;
    }
    completed.push_back({entry->first, best_of(active.beam, active.limits.n_best)});
    decoding_->release(entry->first);
    entry = active_.erase(entry);
  }
  return completed;
}

void Search::cancel(int64_t sentence) {
  if (active_.erase(sentence) > 0) decoding_->release(sentence);
}

std::vector<std::vector<Hypothesis>> search_all(std::shared_ptr<const Stepper> stepper,
                                                const std::vector<std::vector<int64_t>>& sources,
                                                const SearchSettings& settings) {
  Search search(std::move(stepper));
  const auto shared = std::make_shared<SearchSettings>(settings);
  std::vector<SearchSource> admitted;
  for (const auto& words : sources) admitted.push_back({words, shared});
  search.admit(std::move(admitted));  // under the numbers 0, 1, …
  std::vector<std::vector<Hypothesis>> results(sources.size());
  while (search.size() > 0) {
    for (SearchResult& result : search.step()) {
      results[static_cast<size_t>(result.sentence)] = std::move(result.hypotheses);
    }
  }
  return results;
}

}  // namespace dragoman
