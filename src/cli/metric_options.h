#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/metrics/significance.h"
#include "dragoman/metrics/ter.h"

namespace dragoman {

/// Which metrics, and how: the options of every command that scores.
struct MetricOptions {
  std::vector<std::string> metrics = {"bleu", "chrf", "ter"};
  BleuOptions bleu;
  ChrfOptions chrf;
  TerOptions ter;
};

void add_metric_options(CLI::App& command, MetricOptions& options);

/// The metric `name` of `options.metrics` of one system.
Score score_by(const std::string& name, const MetricOptions& options,
               const std::vector<std::string>& hypotheses, const References& references);

/// The same with its statistics sentence by sentence, for resampling.
SummedMetric summed_by(const std::string& name, const MetricOptions& options,
                       const std::vector<std::string>& hypotheses, const References& references);

/// Files of references, one line a sentence each, turned sentence-major; every `concat` consecutive
/// lines joined.
/// @throws InputError when they have different numbers of lines
References read_references(const std::vector<std::string>& files, int64_t concat = 1);

/// @throws InputError unless `lines` of the file `hypotheses` have one reference each
void check_lines(const std::string& hypotheses, size_t lines, const std::string& references,
                 size_t reference_lines);

}  // namespace dragoman
