#include "dragoman/report/seeds_table.h"

#include <array>

#include <spdlog/fmt/fmt.h>

#include "report/spread.h"

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

/// Of each score over the seeds.
std::array<Spread, 3> spreads_of(const std::vector<SeedResult>& results) {
  std::array<Spread, 3> spreads;
  for (size_t i = 0; i < spreads.size(); ++i) {
    std::vector<double> scores;
    for (const SeedResult& result : results) scores.push_back(scores_of(result)[i]);
    spreads[i] = spread_of(scores);
  }
  return spreads;
}

}  // namespace

std::string seeds_table(const std::vector<SeedResult>& results) {
  std::string table = fmt::format("{:<9}  {:>5}  {:>10}  {:>5}  {:>5}\n", "seed", "epoch",
                                  "perplexity", "BLEU", "chrF");
  for (const SeedResult& result : results) {
    table += row(std::to_string(result.seed), std::to_string(result.best.epoch), scores_of(result));
  }
  if (results.empty()) return table;
  const auto [perplexity, bleu, chrf] = spreads_of(results);
  table += row("mean", "", {perplexity.mean, bleu.mean, chrf.mean});
  if (results.size() > 1) {
    table += row("deviation", "", {perplexity.deviation, bleu.deviation, chrf.deviation});
  }
  return table;
}

}  // namespace dragoman
