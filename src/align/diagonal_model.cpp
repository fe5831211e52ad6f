#include "align/diagonal_model.h"

#include <cmath>
#include <cstdlib>

namespace dragoman {
namespace {

constexpr double least_tension = 0.1, most_tension = 20;

/// |i/m − j/n|, both counted from 1.
double distance(size_t i, size_t sources, size_t j, size_t targets) {
  return std::abs(static_cast<double>(i + 1) / static_cast<double>(sources) -
                  static_cast<double>(j + 1) / static_cast<double>(targets));
}

/// e^(−λ · distance) of each source position, and their sum.
std::pair<std::vector<double>, double> leanings(size_t sources, size_t j, size_t targets,
                                                double tension) {
  std::vector<double> weights(sources);
  double sum = 0;
  for (size_t i = 0; i < sources; ++i) {
    weights[i] = std::exp(-tension * distance(i, sources, j, targets));
    sum += weights[i];
  }
  return {std::move(weights), sum};
}

}  // namespace

std::vector<double> DiagonalModel::posterior(const WordPair& pair, size_t j,
                                             const TranslationTable& table) const {
  const size_t sources = pair.source.size();
  const auto probability = [&](int32_t source) {
    return table.probability(table.entry(source, pair.target[j]));
  };
  std::vector<double> shares = {null_ * probability(null_word)};
  const auto [weights, normaliser] = leanings(sources, j, pair.target.size(), tension_);
  double sum = shares[0];
  for (size_t i = 0; i < sources; ++i) {
    shares.push_back((1 - null_) * weights[i] / normaliser * probability(pair.source[i]));
    sum += shares.back();
  }
  for (double& share : shares) share /= sum;
  return shares;
}

void DiagonalModel::improve(const std::vector<WordPair>& pairs, TranslationTable& table,
                            double dirichlet) {
  std::vector<double> counts(table.size());
  std::map<Lengths, double> masses;  // of origins that are words
  double apart = 0, mass = 0;
  for (const WordPair& pair : pairs) {
    const size_t sources = pair.source.size(), targets = pair.target.size();
    for (size_t j = 0; j < targets; ++j) {
      const std::vector<double> shares = posterior(pair, j, table);
      counts[table.entry(null_word, pair.target[j])] += shares[0];
      for (size_t i = 0; i < sources; ++i) {
        counts[table.entry(pair.source[i], pair.target[j])] += shares[i + 1];
        apart += shares[i + 1] * distance(i, sources, j, targets);
      }
      masses[{sources, targets}] += 1 - shares[0];
      mass += 1 - shares[0];
    }
  }
  table.maximise(counts, dirichlet);
  // The likelihood is greatest where the prior expects the distance that was found, which falls
  // with λ.
  double low = least_tension, high = most_tension;
  for (int step = 0; step < 20; ++step) {
    tension_ = (low + high) / 2;
    (expected_distance(masses, tension_) * mass > apart ? low : high) = tension_;
  }
}

double DiagonalModel::expected_distance(const std::map<Lengths, double>& masses,
                                        double tension) const {
  double sum = 0, mass = 0;
  for (const auto& [lengths, weight] : masses) {
    const auto [sources, targets] = lengths;
    double apart = 0;
    for (size_t j = 0; j < targets; ++j) {
      const auto [weights, normaliser] = leanings(sources, j, targets, tension);
      for (size_t i = 0; i < sources; ++i) {
        apart += weights[i] / normaliser * distance(i, sources, j, targets);
      }
    }
    sum += weight * apart / static_cast<double>(targets);
    mass += weight;
  }
  return mass > 0 ? sum / mass : 0;
}

}  // namespace dragoman
