#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/metric_options.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "dragoman/base/error.h"
#include "dragoman/base/selected.h"
#include "dragoman/metrics/length_buckets.h"
#include "dragoman/report/alignment_quality.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

struct EvaluateOptions {
  std::string model, source, hypotheses, alignments;
  std::vector<std::string> references;
  MetricOptions metric;
  bool by_length = false;
  std::vector<int64_t> length_bounds = {10, 15, 20, 30, 40, 60};
  int64_t concat = 1;
  bool json = false;
  SearchOptions search;
};

/// What is scored.
struct Evaluated {
  std::vector<std::string> sources;  // empty where only hypotheses were given
  std::vector<std::string> hypotheses;
  References references;
};

/// Scores of some of the sentences.
struct Part {
  std::string source_words;  // "10-14", or empty for all
  size_t sentences;
  std::vector<Score> scores;
};

void check_usage(const EvaluateOptions& options) {
  const bool translates = !options.model.empty();
  if (translates && (options.source.empty() || !options.hypotheses.empty())) {
    fail_input(
        "with a model, give --source FILE to translate and no --hypotheses; see dragoman evaluate "
        "--help");
  }
  if (!translates && options.hypotheses.empty()) {
    fail_input(
        "give a MODEL and --source FILE to translate and score, or --hypotheses FILE to score; see "
        "dragoman evaluate --help");
  }
  if (!translates && options.by_length == options.source.empty()) {
    fail_input("with --hypotheses, --by-length and --source FILE go together, which it measures");
  }
  if (!options.alignments.empty() && (!translates || options.concat > 1)) {
    fail_input("--alignments needs a MODEL, whose attention it judges, and no --concat");
  }
}

Evaluated read_evaluated(const EvaluateOptions& options, Translator* translator) {
  Evaluated read;
  if (!options.source.empty()) {
    read.sources = joined_lines(read_lines(options.source), options.concat);
  }
  read.references = read_references(options.references, options.concat);
  std::string references = options.references.front();
  if (options.concat > 1) references += fmt::format(" with --concat {}", options.concat);
  if (translator == nullptr) {
    read.hypotheses = read_lines(options.hypotheses);
    check_lines(options.hypotheses, read.hypotheses.size(), references, read.references.size());
  }
  if (!read.sources.empty()) {
    check_lines(options.source, read.sources.size(), references, read.references.size());
  }
  if (translator == nullptr) return read;
  const SearchSettings settings = settings_of(options.search, *translator);
  std::vector<Translation> translations = translator->translate(read.sources, settings);
  warn_of_cuts(translations);
  for (Translation& translation : translations) {
    read.hypotheses.push_back(std::move(translation.text));
  }
  return read;
}

Part score_part(const std::string& source_words, const std::vector<std::string>& hypotheses,
                const References& references, const MetricOptions& options) {
  Part part{source_words, hypotheses.size(), {}};
  for (const std::string& name : options.metrics) {
    part.scores.push_back(score_by(name, options, hypotheses, references));
  }
  return part;
}

std::vector<Part> score_parts(const Evaluated& evaluated, const EvaluateOptions& options) {
  const MetricOptions& metric = options.metric;
  std::vector<Part> parts = {score_part("", evaluated.hypotheses, evaluated.references, metric)};
  if (!options.by_length) return parts;
  for (const LengthBucket& bucket : length_buckets(evaluated.sources, options.length_bounds)) {
    parts.push_back(score_part(bucket.name(), selected(evaluated.hypotheses, bucket.sentences),
                               selected(evaluated.references, bucket.sentences), metric));
  }
  return parts;
}

void print_text(const std::vector<Part>& parts, const std::optional<AlignmentScore>& alignment) {
  for (const Score& score : parts.front().scores) std::cout << format_score(score) << '\n';
  if (alignment) {
    fmt::print("AER = {:.2f} (precision {:.2f}, recall {:.2f}; {} links, {} sure ones)\n",
               alignment->error_rate(), alignment->precision(), alignment->recall(),
               alignment->links, alignment->sure);
  }
  if (parts.size() == 1) return;
  fmt::print("\nsource words  sentences");
  for (const Score& score : parts.front().scores) fmt::print("{:>9}", score.name);
  for (size_t part = 1; part < parts.size(); ++part) {
    fmt::print("\n{:>12}  {:>9}", parts[part].source_words, parts[part].sentences);
    for (const Score& score : parts[part].scores) fmt::print("{:>9.2f}", score.score);
  }
  fmt::print("\n");
}

void print_json(const std::vector<Part>& parts, const std::optional<AlignmentScore>& alignment) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const Part& part : parts) {
    for (const Score& score : part.scores) {
      array.push_back(
          {{"name", score.name}, {"score", score.score}, {"signature", score.signature}});
      if (!score.verbose.empty()) array.back()["verbose_score"] = score.verbose;
      if (part.source_words.empty()) continue;
      array.back()["source_words"] = part.source_words;
      array.back()["sentences"] = part.sentences;
    }
  }
  if (alignment) {
    array.push_back({{"name", "AER"},
                     {"score", alignment->error_rate()},
                     {"precision", alignment->precision()},
                     {"recall", alignment->recall()}});
  }
  std::cout << array.dump(2) << '\n';
}

std::optional<AlignmentScore> judge_alignments(const EvaluateOptions& options,
                                               const Evaluated& evaluated,
                                               const Translator* translator) {
  if (options.alignments.empty()) return std::nullopt;
  const std::vector<std::string> lines = read_lines(options.alignments);
  check_lines(options.alignments, lines.size(), options.references.front(),
              evaluated.references.size());
  std::vector<std::string> targets;
  for (const auto& references : evaluated.references) targets.push_back(references.front());
  Aligner aligner = translator->aligner();
  return alignment_quality(aligner, evaluated.sources, targets,
                           parse_alignments(lines, options.alignments));
}

void evaluate(const EvaluateOptions& options) {
  check_usage(options);
  const auto translator =
      options.model.empty() ? nullptr : load_translator(options.model, options.search);
  const Evaluated evaluated = read_evaluated(options, translator.get());
  const std::vector<Part> parts = score_parts(evaluated, options);
  const auto alignment = judge_alignments(options, evaluated, translator.get());
  options.json ? print_json(parts, alignment) : print_text(parts, alignment);
}

}  // namespace

void add_evaluate(CLI::App& program) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = program.add_subcommand(
      "evaluate", "Score a model's translations, or a file of them, as sacreBLEU does");
  command->add_option("model", options->model, "Model file that translates --source")
      ->type_name("MODEL");
  command->add_option("--source", options->source, "Text to translate")->type_name("FILE");
  command->add_option("--hypotheses", options->hypotheses, "Translations to score")
      ->type_name("FILE");
  command->add_option("--references", options->references, "One file or more")
      ->required()
      ->type_name("FILE...");
  add_metric_options(*command, options->metric);
  command->add_flag("--by-length", options->by_length, "Also by the source's length in words");
  add_numbers(*command, "--length-bounds", options->length_bounds, {1, 1e6},
              "Least lengths of its buckets");
  add_number(*command, "--concat", options->concat, {1, 1000},
             "Join every N lines of source and references: long input from short sentences");
  command
      ->add_option("--alignments", options->alignments,
                   "True word links (0-0 1-2 …) of source and first references: the attention's "
                   "alignment error rate while the model writes these")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "An array of objects with name, score, signature");
  add_search_options(*command, options->search);
  command->footer(
      "Examples:\n"
      "  dragoman evaluate best.safetensors --source test.en --references test.de\n"
      "  dragoman evaluate best.safetensors --source test.en --references test.de --by-length "
      "--concat 3\n"
      "  dragoman evaluate --hypotheses out.de --references test.de --metrics bleu --lowercase "
      "--json");
  command->callback([options] { evaluate(*options); });
}

}  // namespace dragoman
