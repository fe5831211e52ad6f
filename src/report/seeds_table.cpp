#include "dragoman/report/seeds_table.h"

#include <array>
#include <cmath>

#include <spdlog/fmt/fmt.h>

namespace dragoman {
namespace {

using Scores = std::array<double, 3>;  // perplexity, BLEU, chrF

Scores scores_of(const SeedResult& result) {
  return {result.best.perplexity, result.best.bleu, result.best.chrf};
}

std::string row(const std::string& name, const std::string& epoch, const Scores& scores) {
  return fmt::format("{:<9}  {:>5}  {:>10.2f}  {:>5.2f}  {:>5.2f}\n", name, epoch, scores[0],
                     scores[1], scores[2]);
}

Scores means(const std::vector<SeedResult>& results) {
  Scores means{};
  for (const SeedResult& result : results) {
    for (size_t i = 0; i < means.size(); ++i) means[i] += scores_of(result)[i];
  }
  for (double& mean : means) mean /= static_cast<double>(results.size());
  return means;
}

/// With n − 1 in the denominator, n being the number of seeds.
Scores deviations(const std::vector<SeedResult>& results, const Scores& means) {
  Scores squares{};
  for (const SeedResult& result : results) {
    for (size_t i = 0; i < means.size(); ++i) {
      squares[i] += std::pow(scores_of(result)[i] - means[i], 2);
    }
  }
  for (double& sum : squares) sum = std::sqrt(sum / static_cast<double>(results.size() - 1));
  return squares;
}

}  // namespace

std::string seeds_table(const std::vector<SeedResult>& results) {
  std::string table = fmt::format("{:<9}  {:>5}  {:>10}  {:>5}  {:>5}\n", "seed", "epoch",
                                  "perplexity", "BLEU", "chrF");
  for (const SeedResult& result : results) {
    table += row(std::to_string(result.seed), std::to_string(result.best.epoch), scores_of(result));
  }
  if (results.empty()) return table;
  const Scores mean = means(results);
  table += row("mean", "", mean);
  if (results.size() > 1) table += row("deviation", "", deviations(results, mean));
  return table;
}

}  // namespace dragoman
