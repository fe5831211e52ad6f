#include "dragoman/metrics/significance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"

namespace dragoman {
namespace {

using Sums = std::vector<double>;

Sums numbers_of(const BleuStatistics& statistics) {
  Sums numbers = {static_cast<double>(statistics.hypothesis_length),
                  static_cast<double>(statistics.reference_length)};
  numbers.insert(numbers.end(), statistics.matches.begin(), statistics.matches.end());
  numbers.insert(numbers.end(), statistics.totals.begin(), statistics.totals.end());
  return numbers;
}

BleuStatistics bleu_statistics_of(const Sums& sum) {
  BleuStatistics statistics;
  statistics.hypothesis_length = std::llround(sum[0]);
  statistics.reference_length = std::llround(sum[1]);
  for (size_t order = 0; order < bleu_order; ++order) {
    statistics.matches[order] = std::llround(sum[2 + order]);
    statistics.totals[order] = std::llround(sum[2 + bleu_order + order]);
  }
  return statistics;
}

Sums numbers_of(const ChrfStatistics& statistics) {
  Sums numbers;
  for (const NgramCounts& order : statistics.orders) {
    for (const int64_t count : {order.hypothesis, order.reference, order.matches}) {
      numbers.push_back(static_cast<double>(count));
    }
  }
  return numbers;
}

ChrfStatistics chrf_statistics_of(const Sums& sum) {
  ChrfStatistics statistics;
  for (size_t at = 0; at < sum.size(); at += 3) {
    statistics.orders.push_back(
        {std::llround(sum[at]), std::llround(sum[at + 1]), std::llround(sum[at + 2])});
  }
  return statistics;
}

Sums numbers_of(const TerStatistics& statistics) {
  return {static_cast<double>(statistics.edits), statistics.reference_length};
}

template <class Statistics>
std::vector<Sums> rows_of(const std::vector<Statistics>& sentences) {
  std::vector<Sums> rows;
  rows.reserve(sentences.size());
  for (const Statistics& sentence : sentences) rows.push_back(numbers_of(sentence));
  return rows;
}

void add(const Sums& row, Sums& sum) {
  for (size_t i = 0; i < sum.size(); ++i) sum[i] += row[i];
}

double score_of(const SummedMetric& system, const std::vector<size_t>& sentences) {
  Sums sum(system.sentences.front().size(), 0.0);
  for (const size_t sentence : sentences) add(system.sentences[sentence], sum);
  return system.score_of(sum);
}

std::vector<size_t> draw(size_t count, Random& random) {
  std::vector<size_t> sentences(count);
  for (size_t& sentence : sentences) sentence = static_cast<size_t>(random.below(count));
  return sentences;
}

Random generator(const ResamplingOptions& options) {
  return Random(derive_seed(options.seed, Stream::bootstrap));
}

Interval interval_of(Sums scores) {
  std::sort(scores.begin(), scores.end());
  const size_t cut = scores.size() / 40;
  const double mean =
      std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
  return {mean, (scores[scores.size() - cut - 1] - scores[cut]) / 2};
}

/// A difference of zero counts for nothing: a system compared with itself has p = 1.
double p_value(const Sums& differences, double real) {
  const auto larger = std::count_if(differences.begin(), differences.end(),
                                    [&](double difference) { return difference > real; });
  if (real == 0) return 1;
  return static_cast<double>(larger + 1) / static_cast<double>(differences.size() + 1);
}

double real_difference(const SummedMetric& baseline, const SummedMetric& system) {
  return std::abs(baseline.score.score - system.score.score);
}

void check(const std::vector<SummedMetric>& systems) {
  if (systems.size() < 2) fail_input("a comparison needs a baseline and another system");
  const size_t count = systems.front().sentences.size();
  for (const SummedMetric& system : systems) {
    if (system.sentences.size() == count) continue;
    fail_input("a system has {} sentences, the baseline {}: compare translations of one text",
               system.sentences.size(), count);
  }
}

}  // namespace

SummedMetric summed_bleu(const std::vector<std::string>& hypotheses, const References& references,
                         const BleuOptions& options) {
  return {corpus_bleu(hypotheses, references, options),
          rows_of(bleu_statistics(hypotheses, references, options)), [options](const Sums& sum) {
            return bleu_from_statistics(bleu_statistics_of(sum), options).score;
          }};
}

SummedMetric summed_chrf(const std::vector<std::string>& hypotheses, const References& references,
                         const ChrfOptions& options) {
  return {corpus_chrf(hypotheses, references, options),
          rows_of(chrf_statistics(hypotheses, references, options)), [options](const Sums& sum) {
            return chrf_from_statistics(chrf_statistics_of(sum), options).score;
          }};
}

SummedMetric summed_ter(const std::vector<std::string>& hypotheses, const References& references,
                        const TerOptions& options) {
  return {corpus_ter(hypotheses, references, options),
          rows_of(ter_statistics(hypotheses, references, options)), [](const Sums& sum) {
            return ter_from_statistics({std::llround(sum[0]), sum[1]}).score;
          }};
}

Interval bootstrap_interval(const SummedMetric& system, const ResamplingOptions& options) {
  Random random = generator(options);
  Sums scores;
  for (int64_t sample = 0; sample < options.samples; ++sample) {
    scores.push_back(score_of(system, draw(system.sentences.size(), random)));
  }
  return interval_of(std::move(scores));
}

std::vector<Comparison> paired_bootstrap(const std::vector<SummedMetric>& systems,
                                         const ResamplingOptions& options) {
  check(systems);
  Random random = generator(options);
  std::vector<Sums> scores(systems.size());
  for (int64_t sample = 0; sample < options.samples; ++sample) {
    const std::vector<size_t> sentences = draw(systems.front().sentences.size(), random);
    for (size_t i = 0; i < systems.size(); ++i) {
      scores[i].push_back(score_of(systems[i], sentences));
    }
  }
  std::vector<Comparison> comparisons = {{interval_of(scores[0]), std::nullopt}};
  for (size_t i = 1; i < systems.size(); ++i) {
    Sums differences(scores[i].size());
    std::transform(scores[0].begin(), scores[0].end(), scores[i].begin(), differences.begin(),
                   std::minus<>());
    const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) /
                        static_cast<double>(differences.size());
    for (double& difference : differences) difference = std::abs(difference - mean);
    comparisons.push_back(
        {interval_of(scores[i]), p_value(differences, real_difference(systems[0], systems[i]))});
  }
  return comparisons;
}

std::vector<Comparison> paired_randomisation(const std::vector<SummedMetric>& systems,
                                             const ResamplingOptions& options) {
  check(systems);
  const SummedMetric& baseline = systems.front();
  std::vector<Comparison> comparisons(1);
  for (size_t i = 1; i < systems.size(); ++i) {
    Random random = generator(options);  // every system sees the same exchanges
    Sums differences;
    for (int64_t sample = 0; sample < options.samples; ++sample) {
      Sums one(baseline.sentences.front().size(), 0.0), other = one;
      for (size_t sentence = 0; sentence < baseline.sentences.size(); ++sentence) {
        const bool exchanged = random.below(2) == 1;
        add(baseline.sentences[sentence], exchanged ? other : one);
        add(systems[i].sentences[sentence], exchanged ? one : other);
      }
      differences.push_back(std::abs(baseline.score_of(one) - baseline.score_of(other)));
    }
    comparisons.push_back({{}, p_value(differences, real_difference(baseline, systems[i]))});
  }
  return comparisons;
}

}  // namespace dragoman
