#include "dragoman/text/misalignment.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <unordered_set>

#include "dragoman/base/error.h"
#include "text/term_lexicon.h"

namespace dragoman {
namespace {

// What the target's rows are to the source's: shifted by -31 to 31, or unrelated.
constexpr int reach = 31;
constexpr size_t state_count = 2 * reach + 2, aligned = reach, unrelated = state_count - 1;
using StateScores = std::array<double, state_count>;
static_assert(state_count == 64, "a row's states are the bits of a number");

constexpr double change_cost = 15;       // nats: a change of state is that unlikely
constexpr double dependence = 0.5;       // terms of a sentence say in part the same
constexpr double largest_row = 6;        // so that no single row decides
constexpr size_t rest = 8;               // rows after which a term counts again
constexpr size_t block = 64;             // rows learnt from together
constexpr size_t most_learnt = 100'000;  // rows, twice
constexpr size_t fewest_pairs = 200;     // fewer never tell enough
constexpr size_t least_shifted = 6, least_unrelated = 100;

uint64_t hash_of(std::span<const uint32_t> terms) {
  uint64_t hash = 0;
  for (const uint32_t term : terms) hash = (hash ^ term) * 0x9E3779B97F4A7C15ULL;
  return hash;
}

/// Two parts of the rows to learn from, evenly spread: every row has one that it is not in. A row
/// that was there before is in neither, since its neighbours come with it again.
class LearntRows {
 public:
  explicit LearntRows(const NumberLists& source)
      : period_(std::max<size_t>(2, source.size() / most_learnt)), repeats_(source.size()) {
    std::unordered_set<uint64_t> seen;
    for (size_t row = 0; row < source.size(); ++row) {
      repeats_[row] = !seen.insert(hash_of(source[row])).second;
    }
  }

  bool first(size_t row) const { return row / block % period_ == 0 && !repeats_[row]; }
  bool second(size_t row) const { return row / block % period_ == 1 && !repeats_[row]; }

 private:
  size_t period_;  // in blocks
  std::vector<bool> repeats_;
};

TermRows term_rows(const std::vector<EncodedPair>& pairs) {
  TermRows rows{telling_terms(pairs, &EncodedPair::source),
                telling_terms(pairs, &EncodedPair::target),
                {},
                {}};
  rows.source_of = rows.source.inverted(term_count);
  rows.target_of = rows.target.inverted(term_count);
  return rows;
}

/// How well each state explains a row, against `unrelated`: the rows must be asked in order. What a
/// row is judged by was not learnt from it.
class RowScorer {
 public:
  explicit RowScorer(const TermRows& rows)
      : rows_(rows),
        learnt_(rows.source),
        from_first_(learn_terms(rows, [this](size_t row) { return learnt_.first(row); })),
        from_second_(learn_terms(rows, [this](size_t row) { return learnt_.second(row); })),
        first_(term_count),
        counts_again_(term_count) {}

  StateScores scores(size_t row) {
    StateScores hits{};
    double misses = 0;
    for (const uint32_t term : rows_.source[row]) {
      const auto& translation = (learnt_.first(row) ? from_second_ : from_first_)[term];
      if (!translation.known() || row < counts_again_[term]) continue;
      counts_again_[term] = row + rest;
      misses += translation.miss;
      add_hits(row, translation, hits);
    }
    for (double& score : hits) {
      score = std::clamp(dependence * (misses + score), -largest_row, largest_row);
    }
    hits[unrelated] = 0;
    return hits;
  }

 private:
  void add_hits(size_t row, const TermTranslation& translation, StateScores& hits) {
    const auto at = rows_.target_of[translation.target];
    uint32_t& first = first_[translation.target];
    while (first < at.size() && at[first] + reach < row) ++first;
    for (size_t i = first; i < at.size() && at[i] <= row + reach; ++i) {
      hits[at[i] + reach - row] += translation.hit - translation.miss;
    }
  }

  const TermRows& rows_;
  LearntRows learnt_;
  std::vector<TermTranslation> from_first_, from_second_;
  std::vector<uint32_t> first_;       // by target term, its first row within reach
  std::vector<size_t> counts_again_;  // by source term
};

size_t best_of(const StateScores& scores) {
  return static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

/// The likeliest states of all rows (Viterbi).
std::vector<uint8_t> likeliest_states(RowScorer scorer, size_t rows) {
  std::vector<uint64_t> stayed(rows);  // one bit a state; from the best one where it did not
  std::vector<uint8_t> states(rows);   // the best before, then the likeliest
  StateScores sums;
  sums.fill(-change_cost);
  sums[aligned] = 0;
  for (size_t row = 0; row < rows; ++row) {
    const size_t best = best_of(sums);
    const double changed = sums[best] - change_cost;
    const StateScores scores = scorer.scores(row);
    states[row] = static_cast<uint8_t>(best);
    for (size_t state = 0; state < state_count; ++state) {
      if (sums[state] >= changed) stayed[row] |= uint64_t{1} << state;
      sums[state] = std::max(sums[state], changed) + scores[state];
    }
  }
  size_t state = best_of(sums);
  for (size_t row = rows; row-- > 0;) {
    const size_t before = stayed[row] >> state & 1 ? state : states[row];
    states[row] = static_cast<uint8_t>(state);
    state = before;
  }
  return states;
}

bool reported(const Misalignment& found) {
  return found.size() >= (found.shift ? least_shifted : least_unrelated);
}

}  // namespace

std::vector<Misalignment> find_misalignments(const std::vector<EncodedPair>& pairs) {
  if (pairs.size() < fewest_pairs) return {};
  if (pairs.size() > std::numeric_limits<uint32_t>::max() / 16) {
    fail_input("{} pairs are more than a corpus may have", pairs.size());
  }
  const std::vector<uint8_t> states = likeliest_states(RowScorer(term_rows(pairs)), pairs.size());
  std::vector<Misalignment> found;
  for (size_t begin = 0, end = 0; begin < states.size(); begin = end) {
    while (end < states.size() && states[end] == states[begin]) ++end;
    if (states[begin] == aligned) continue;
    Misalignment one{begin, end, std::nullopt};
    if (states[begin] != unrelated) one.shift = int64_t{states[begin]} - reach;
    if (reported(one)) found.push_back(one);
  }
  return found;
}

}  // namespace dragoman
