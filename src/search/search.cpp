#include "dragoman/search/search.h"

#include <algorithm>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

BeamLimits limits_of(const std::vector<int64_t>& source, const SearchConfig& config) {
  const double longest = config.max_length_ratio * static_cast<double>(source.size());
  const int64_t limit = static_cast<int64_t>(longest) + config.max_length_offset;
  return {config.beam_size, std::max<int64_t>(1, limit), config.length_normalization};
}

/// The continuations of a beam, best first; among equals, the earlier row's.
/// @param best of each live hypothesis the best words, from `first` on
std::vector<Candidate> candidates_of(const Beam& beam,
                                     const std::vector<std::vector<ScoredWord>>& best,
                                     int64_t first) {
  std::vector<Candidate> candidates;
  for (size_t row = 0; row < beam.live.size(); ++row) {
    for (const ScoredWord& next : best[static_cast<size_t>(first) + row]) {
      candidates.push_back({static_cast<int64_t>(row), next.word,
                            beam.live[row].log_probability + next.log_probability});
    }
  }
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const Candidate& a, const Candidate& b) { return a.log_probability > b.log_probability; });
  return candidates;
}

}  // namespace

Search::Search(std::shared_ptr<const Stepper> stepper, const SearchConfig& config)
    : stepper_(std::move(stepper)), config_(config), decoding_(stepper_->begin()) {}

std::vector<int64_t> Search::admit(const std::vector<std::vector<int64_t>>& sources) {
  std::vector<int64_t> numbers;
  std::vector<std::vector<int64_t>> ended = sources;
  for (std::vector<int64_t>& source : ended) {
    numbers.push_back(next_number_++);
    active_.emplace(numbers.back(), Active{start_beam(), limits_of(source, config_)});
    source.push_back(TokenIds::end);
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

std::vector<int64_t> Search::forbidden(const Active& active) const {
  std::vector<int64_t> words = {TokenIds::padding, TokenIds::unknown, TokenIds::begin};
  if (active.steps < config_.min_length) words.push_back(TokenIds::end);
  return words;
}

std::vector<SearchResult> Search::step() {
  const std::vector<DecodingRow> now = rows();
  std::vector<std::vector<ScoredWord>> best(now.size());
  decoding_->advance(now, [&](int64_t row, WordScores& scores) {
    const auto at = static_cast<size_t>(row);
    // At most K of a beam's continuations end.
    scores.best(2 * config_.beam_size, forbidden(active_.at(now[at].sentence)), best[at]);
  });
  std::vector<SearchResult> completed;
  int64_t first_row = 0;
  for (auto entry = active_.begin(); entry != active_.end();) {
    Active& active = entry->second;
    const auto live = static_cast<int64_t>(active.beam.live.size());
    active.beam =
        advance_beam(active.beam, candidates_of(active.beam, best, first_row), active.limits);
    active.first_row = first_row;
    ++active.steps;
    first_row += live;
    if (!is_complete(active.beam, active.limits)) {
      ++entry;
      continue;
    }
    completed.push_back({entry->first, ranked(active.beam)});
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
                                                const SearchConfig& config) {
  Search search(std::move(stepper), config);
  search.admit(sources);  // under the numbers 0, 1, …
  std::vector<std::vector<Hypothesis>> results(sources.size());
  while (search.size() > 0) {
    for (SearchResult& result : search.step()) {
      results[static_cast<size_t>(result.sentence)] = std::move(result.hypotheses);
    }
  }
  return results;
}

}  // namespace dragoman
