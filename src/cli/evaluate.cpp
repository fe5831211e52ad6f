#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/search_options.h"
#include "dragoman/base/error.h"
#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/metrics/ter.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

struct EvaluateOptions {
  std::string model, source, hypotheses;
  std::vector<std::string> references;
  std::vector<std::string> metrics = {"bleu", "chrf", "ter"};
  std::string tokenize = "13a";
  std::string smooth_method = "exp";
  BleuOptions bleu;
  ChrfOptions chrf;
  TerOptions ter;
  bool lowercase = false;
  bool json = false;
  SearchOptions search;
};

/// Files of references, one line a sentence each, turned sentence-major.
References read_references(const std::vector<std::string>& files) {
  References references;
  for (const std::string& file : files) {
    const std::vector<std::string> lines = read_lines(file);
    if (references.empty()) references.resize(lines.size());
    if (lines.size() != references.size()) {
      fail_input("{} has {} lines, {} has {}: references must agree line by line", files.front(),
                 references.size(), file, lines.size());
    }
    for (size_t line = 0; line < lines.size(); ++line) references[line].push_back(lines[line]);
  }
  return references;
}

std::vector<std::string> translate_source(const EvaluateOptions& options) {
  const std::vector<std::string> sources = read_lines(options.source);
  std::vector<std::string> hypotheses;
  for (Translation& translation :
       load_translator(options.model, options.search)->translate(sources)) {
    hypotheses.push_back(std::move(translation.text));
  }
  return hypotheses;
}

Score score_by(const std::string& metric, const EvaluateOptions& options,
               const std::vector<std::string>& hypotheses, const References& references) {
  if (metric == "bleu") return corpus_bleu(hypotheses, references, options.bleu);
  if (metric == "chrf") return corpus_chrf(hypotheses, references, options.chrf);
  return corpus_ter(hypotheses, references, options.ter);
}

void print(const std::vector<Score>& scores, bool as_json) {
  if (!as_json) {
    for (const Score& score : scores) std::cout << format_score(score) << '\n';
    return;
  }
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const Score& score : scores) {
    array.push_back({{"name", score.name}, {"score", score.score}, {"signature", score.signature}});
    if (!score.verbose.empty()) array.back()["verbose_score"] = score.verbose;
  }
  std::cout << array.dump(2) << '\n';
}

void check_usage(const EvaluateOptions& options) {
  const bool translates = !options.model.empty();
  if (translates && (options.source.empty() || !options.hypotheses.empty())) {
    fail_input(
        "with a model, give --source FILE to translate and no --hypotheses; see dragoman evaluate "
        "--help");
  }
  if (!translates && (options.hypotheses.empty() || !options.source.empty())) {
    fail_input(
        "give a MODEL and --source FILE to translate and score, or --hypotheses FILE to score; see "
        "dragoman evaluate --help");
  }
}

void evaluate(EvaluateOptions options) {
  check_usage(options);
  options.bleu.tokenizer = tokenizer_from_name(options.tokenize);
  options.bleu.smoothing = smoothing_from_name(options.smooth_method);
  options.bleu.lowercase = options.chrf.lowercase = options.lowercase;
  const References references = read_references(options.references);
  const std::string& text = options.model.empty() ? options.hypotheses : options.source;
  const std::vector<std::string> hypotheses =
      options.model.empty() ? read_lines(options.hypotheses) : translate_source(options);
  if (hypotheses.size() != references.size()) {
    fail_input("{} has {} lines, {} has {}: give one reference a line", text, hypotheses.size(),
               options.references.front(), references.size());
  }
  std::vector<Score> scores;
  for (const std::string& metric : options.metrics) {
    scores.push_back(score_by(metric, options, hypotheses, references));
  }
  print(scores, options.json);
}

void add_metric_options(CLI::App& command, EvaluateOptions& options) {
  command.add_option("--metrics", options.metrics, "bleu, chrf, ter; separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember({"bleu", "chrf", "ter"}));
  command.add_option("--tokenize", options.tokenize, "BLEU's tokenizer: 13a, intl, char, zh, none")
      ->capture_default_str();
  command.add_flag("--lowercase", options.lowercase, "Ignore case in BLEU and chrF");
  command
      .add_option("--smooth-method", options.smooth_method,
                  "BLEU's smoothing: exp, floor, add-k, none")
      ->capture_default_str();
  command.add_option("--smooth-value", options.bleu.smooth_value, "For floor (0.1) and add-k (1)");
  command.add_flag("--effective-order", options.bleu.effective_order,
                   "BLEU without orders longer than the text");
  command.add_option("--chrf-word-order", options.chrf.word_order, "2 makes chrF chrF++")
      ->capture_default_str();
  command.add_flag("--chrf-whitespace", options.chrf.whitespace, "Count white space in chrF");
  command.add_flag("--ter-normalized", options.ter.normalized, "Tercom's normalisation");
  command.add_flag("--ter-case-sensitive", options.ter.case_sensitive, "Case matters in TER");
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
  add_metric_options(*command, *options);
  command->add_flag("--json", options->json, "An array of objects with name, score, signature");
  add_search_options(*command, options->search);
  command->footer(
      "Examples:\n"
      "  dragoman evaluate best.safetensors --source test.en --references test.de\n"
      "  dragoman evaluate --hypotheses out.de --references test.de --metrics bleu --lowercase "
      "--json");
  command->callback([options] { evaluate(*options); });
}

}  // namespace dragoman
