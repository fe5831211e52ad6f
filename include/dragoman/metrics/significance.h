#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/metrics/score.h"
#include "dragoman/metrics/ter.h"

namespace dragoman {

/// A metric of one system's translations as a function of sums over its sentences, so that other
/// choices of sentences can be scored without looking at the text again.
struct SummedMetric {
  Score score;                                 ///< of the corpus as it is
  std::vector<std::vector<double>> sentences;  ///< statistics, all of one length
  std::function<double(const std::vector<double>& sum)> score_of;
};

/// @throws InputError as corpus_bleu, corpus_chrf and corpus_ter do.
SummedMetric summed_bleu(const std::vector<std::string>& hypotheses, const References& references,
                         const BleuOptions& options = {});
SummedMetric summed_chrf(const std::vector<std::string>& hypotheses, const References& references,
                         const ChrfOptions& options = {});
SummedMetric summed_ter(const std::vector<std::string>& hypotheses, const References& references,
                        const TerOptions& options = {});

/// Mean and half the width of the central 95 % of the scores of resampled corpora (Koehn 2004).
struct Interval {
  double mean = 0;
  double half_width = 0;
};

/// sacreBLEU's numbers of samples and seed; its random numbers are numpy's, ours are our own.
struct ResamplingOptions {
  int64_t samples = 1000;
  uint64_t seed = 12345;
};
constexpr int64_t default_randomisations = 10000;

/// One system beside the baseline.
struct Comparison {
  Interval interval;              ///< of its own score; zeros after approximate randomisation
  std::optional<double> p_value;  ///< of the difference to the baseline; the baseline has none
};

/// The interval of one system's score, by `samples` corpora drawn with replacement.
Interval bootstrap_interval(const SummedMetric& system, const ResamplingOptions& options = {});

/// Paired bootstrap resampling (Koehn 2004), every system on the same draws; the first is the
/// baseline. The p-value is the share of draws whose difference, less the mean difference, is
/// larger than the real one: (1 + count) / (1 + samples), as in sacreBLEU.
/// @throws InputError when there are not as many sentences in each.
std::vector<Comparison> paired_bootstrap(const std::vector<SummedMetric>& systems,
                                         const ResamplingOptions& options = {});

/// Paired approximate randomisation (Riezler and Maxwell 2005): the share of random exchanges of
/// sentences between the two systems whose difference is larger than the real one, counted
/// likewise.
/// @throws InputError when there are not as many sentences in each.
std::vector<Comparison> paired_randomisation(const std::vector<SummedMetric>& systems,
                                             const ResamplingOptions& options = {
                                                 .samples = default_randomisations});

}  // namespace dragoman
