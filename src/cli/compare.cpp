#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/metric_options.h"
#include "cli/options.h"
#include "dragoman/base/error.h"
#include "dragoman/metrics/significance.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

constexpr double significant = 0.05;

struct CompareOptions {
  std::vector<std::string> hypotheses;  // the baseline's first
  std::vector<std::string> references;
  MetricOptions metric;
  ResamplingOptions bootstrap;
  int64_t randomisations = default_randomisations;
  bool json = false;
};

/// One system by one metric.
struct Row {
  std::string file;
  Score score;
  Interval interval;
  std::optional<double> bootstrap_p, randomisation_p;  // nothing for the baseline
};

std::vector<Row> compare_by(const std::vector<SummedMetric>& systems,
                            const CompareOptions& options) {
  const auto bootstrap = paired_bootstrap(systems, options.bootstrap);
  const auto randomisation = paired_randomisation(
      systems, {.samples = options.randomisations, .seed = options.bootstrap.seed});
  std::vector<Row> rows;
  for (size_t i = 0; i < systems.size(); ++i) {
    rows.push_back({options.hypotheses[i], systems[i].score, bootstrap[i].interval,
                    bootstrap[i].p_value, randomisation[i].p_value});
  }
  return rows;
}

std::string p_text(const std::optional<double>& p) {
  return p ? fmt::format("{:.4f}{}", *p, *p < significant ? "*" : " ") : "baseline";
}

void print_text(const std::vector<Row>& rows, const CompareOptions& options) {
  size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.file.size());
  std::string metric;
  for (const Row& row : rows) {
    if (row.score.signature != metric) {
      metric = row.score.signature;
      fmt::print("{}{}|{}\n{:{}}  score    mean ± 95 %    p bootstrap  p randomisation\n",
                 &row == rows.data() ? "" : "\n", row.score.name, metric, "", width);
    }
    fmt::print("{:{}}  {:5.2f}  {:5.2f} ± {:4.2f}  {:>11}  {:>15}\n", row.file, width,
               row.score.score, row.interval.mean, row.interval.half_width, p_text(row.bootstrap_p),
               p_text(row.randomisation_p));
  }
  fmt::print("\n{} bootstrap samples, {} randomisations, seed {}; * p < {}\n",
             options.bootstrap.samples, options.randomisations, options.bootstrap.seed,
             significant);
}

void print_json(const std::vector<Row>& rows) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    array.push_back({{"system", row.file},
                     {"name", row.score.name},
                     {"score", row.score.score},
                     {"signature", row.score.signature},
                     {"mean", row.interval.mean},
                     {"confidence", row.interval.half_width}});
    if (row.bootstrap_p) array.back()["bootstrap_p"] = *row.bootstrap_p;
    if (row.randomisation_p) array.back()["randomisation_p"] = *row.randomisation_p;
  }
  std::cout << array.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

void compare(const CompareOptions& options) {
  const MetricOptions& metric = options.metric;
  const References references = read_references(options.references);
  std::vector<std::vector<std::string>> systems;
  for (const std::string& file : options.hypotheses) {
    systems.push_back(read_lines(file));
    check_lines(file, systems.back().size(), options.references.front(), references.size());
  }
  std::vector<Row> rows;
  for (const std::string& name : metric.metrics) {
    std::vector<SummedMetric> sums;
    for (const auto& hypotheses : systems) {
      sums.push_back(summed_by(name, metric, hypotheses, references));
    }
    for (Row& row : compare_by(sums, options)) rows.push_back(std::move(row));
  }
  options.json ? print_json(rows) : print_text(rows, options);
}

}  // namespace

void add_compare(CLI::App& program) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command = program.add_subcommand(
      "compare", "Tell whether systems differ by more than chance: paired resampling tests");
  command
      ->add_option("hypotheses", options->hypotheses, "Translations: the baseline's, then others")
      ->required()
      ->expected(2, -1)
      ->type_name("BASELINE SYSTEM...");
  command->add_option("--references", options->references, "One file or more")
      ->required()
      ->type_name("FILE...");
  add_metric_options(*command, options->metric);
  constexpr Range draws{1, 1e6};
  add_number(*command, "--samples", options->bootstrap.samples, draws, "Bootstrap samples");
  add_number(*command, "--randomisations", options->randomisations, draws,
             "Of approximate randomisation");
  add_number(*command, "--seed", options->bootstrap.seed, any_size, "Of the random draws");
  command->add_flag("--json", options->json, "An array of objects, one a system and metric");
  command->footer(
      "Example:\n"
      "  dragoman compare baseline.de ours.de --references test.de --metrics bleu,chrf");
  command->callback([options] { compare(*options); });
}

}  // namespace dragoman
