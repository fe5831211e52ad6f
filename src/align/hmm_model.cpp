#include "align/hmm_model.h"

#include <algorithm>
#include <numeric>

namespace dragoman {
namespace {

using Row = std::vector<double>;

/// Divides by the sum of both, which it returns.
double normalise(Row& one, Row& other) {
  const double sum = std::accumulate(one.begin(), one.end(), 0.0) +
                     std::accumulate(other.begin(), other.end(), 0.0);
  for (double& value : one) value /= sum;
  for (double& value : other) value /= sum;
  return sum;
}

}  // namespace

/// Positions are counted from 1; 0 is before the first word. A state is a position, and whether the
/// target word comes from there or from nowhere.
struct HmmModel::Lattice {
  const HmmModel& model;
  const Row& sums;                // of the jumps from each position
  std::vector<Row> emissions;     // [n][m + 1]: p(target word | position); 0: of none
  std::vector<Row> words, nulls;  // [n][m + 1]: scaled forward probabilities
  std::vector<Row> back;          // [n][m + 1]: scaled backward ones, the same for both
  std::vector<double> scales;     // [n]

  void go_forward();
  void go_back();

  double transition(size_t from, size_t to) const {
    return model.jumps_[jump(from, to)] / sums[from];
  }
  size_t positions() const { return emissions.front().size(); }

  /// How likely position `from` is when target word j is next.
  double before(size_t j, size_t from) const {
    if (j == 0) return from == 0 ? 1 : 0;
    return words[j - 1][from] + nulls[j - 1][from];
  }
  double posterior_of_word(size_t j, size_t i) const { return words[j][i] * back[j][i]; }
};

void HmmModel::Lattice::go_forward() {
  for (size_t j = 0; j < emissions.size(); ++j) {
    Row of_words(positions()), of_nulls(positions());
    for (size_t from = 0; from < positions(); ++from) {
      const double reached = before(j, from);
      of_nulls[from] = reached * emissions[j][0];
      if (reached == 0) continue;
      for (size_t to = 1; to < positions(); ++to) {
        of_words[to] += reached * transition(from, to) * emissions[j][to];
      }
    }
    scales.push_back(normalise(of_words, of_nulls));
    words.push_back(std::move(of_words));
    nulls.push_back(std::move(of_nulls));
  }
}

void HmmModel::Lattice::go_back() {
  back.assign(emissions.size(), Row(positions(), 1.0));
  for (size_t j = emissions.size() - 1; j > 0; --j) {
    for (size_t from = 0; from < positions(); ++from) {
      double sum = emissions[j][0] * back[j][from];
      for (size_t to = 1; to < positions(); ++to) {
        sum += transition(from, to) * emissions[j][to] * back[j][to];
      }
      back[j - 1][from] = sum / scales[j];
    }
  }
}

size_t HmmModel::jump(size_t from, size_t to) {
  const int64_t width = static_cast<int64_t>(to) - static_cast<int64_t>(from);
  return static_cast<size_t>(std::clamp(width, -farthest, farthest) + farthest);
}

const Row& HmmModel::sums(size_t sources) {
  const auto [place, is_new] = by_length_.try_emplace(sources, Row(sources + 1));
  for (size_t from = 0; is_new && from <= sources; ++from) {
    for (size_t to = 1; to <= sources; ++to) place->second[from] += jumps_[jump(from, to)];
  }
  return place->second;
}

HmmModel::Lattice HmmModel::passed(const WordPair& pair, const TranslationTable& table) {
  Lattice lattice{*this, sums(pair.source.size()), {}, {}, {}, {}, {}};
  for (const int32_t target : pair.target) {
    Row& row = lattice.emissions.emplace_back();
    row.push_back(null_ * table.probability(table.entry(null_word, target)));
    for (const int32_t source : pair.source) {
      row.push_back((1 - null_) * table.probability(table.entry(source, target)));
    }
  }
  lattice.go_forward();
  lattice.go_back();
  return lattice;
}

void HmmModel::add_jumps(const Lattice& lattice, Row& counts) const {
  for (size_t j = 0; j < lattice.emissions.size(); ++j) {
    for (size_t from = 0; from < lattice.positions(); ++from) {
      const double before = lattice.before(j, from) / lattice.scales[j];
      if (before == 0) continue;
      for (size_t to = 1; to < lattice.positions(); ++to) {
        counts[jump(from, to)] +=
            before * lattice.transition(from, to) * lattice.emissions[j][to] * lattice.back[j][to];
      }
    }
  }
}

void HmmModel::improve(const std::vector<WordPair>& pairs, TranslationTable& table,
                       double dirichlet) {
  Row counts(table.size()), jumps(jumps_.size(), 1e-3);  // none becomes impossible
  for (const WordPair& pair : pairs) {
    if (pair.source.empty() || pair.target.empty()) continue;
    const Lattice lattice = passed(pair, table);
    for (size_t j = 0; j < pair.target.size(); ++j) {
      double of_words = 0;
      for (size_t i = 0; i < pair.source.size(); ++i) {
        const double share = lattice.posterior_of_word(j, i + 1);
        counts[table.entry(pair.source[i], pair.target[j])] += share;
        of_words += share;
      }
      counts[table.entry(null_word, pair.target[j])] += std::max(0.0, 1 - of_words);
    }
    add_jumps(lattice, jumps);
  }
  table.maximise(counts, dirichlet);
  jumps_ = std::move(jumps);
  by_length_.clear();
}

std::vector<Row> HmmModel::posterior(const WordPair& pair, const TranslationTable& table) {
  const Lattice lattice = passed(pair, table);
  std::vector<Row> shares;
  for (size_t j = 0; j < pair.target.size(); ++j) {
    Row row(pair.source.size() + 1);
    double of_words = 0;
    for (size_t i = 1; i < row.size(); ++i) of_words += row[i] = lattice.posterior_of_word(j, i);
    row[0] = std::max(0.0, 1 - of_words);
    shares.push_back(std::move(row));
  }
  return shares;
}

}  // namespace dragoman
