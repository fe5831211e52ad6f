#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "dragoman/base/error.h"
#include "dragoman/search/n_best.h"
#include "dragoman/search/score_translations.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

struct ScoreOptions {
  std::string model, source, target, n_best;
  bool words = false, json = false, rerank = false;
  SearchOptions search;
};

void check_usage(const ScoreOptions& options) {
  if (options.target.empty() == options.n_best.empty()) {
    fail_input("give --target FILE, translations line by line, or --n-best FILE, several a line");
  }
  if (options.rerank && options.n_best.empty()) {
    fail_input("--rerank sorts an n-best list: give --n-best FILE");
  }
  if (!options.n_best.empty() && (options.words || options.json)) {
    fail_input("--words and --json belong to --target; an n-best list keeps its form");
  }
}

void print_words(const ScoredTranslation& scored) {
  for (const auto& [word, log_probability] : scored.words) {
    std::cout << fmt::format(" {} {:.6f}", word, log_probability);
  }
}

void print_json(const ScoredTranslation& scored) {
  nlohmann::ordered_json words = nlohmann::ordered_json::array();
  for (const auto& [word, log_probability] : scored.words) {
    words.push_back({{"word", word}, {"log_probability", log_probability}});
  }
  const nlohmann::ordered_json object = {{"log_probability", scored.log_probability},
                                         {"score", scored.score},
                                         {"pieces", scored.pieces},
                                         {"words", std::move(words)}};
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;  // what is no UTF-8
  std::cout << object.dump(-1, ' ', false, replace) << '\n';
}

void print(const ScoredTranslation& scored, const ScoreOptions& options) {
  if (options.json) return print_json(scored);
  std::cout << fmt::format("{:.6f}", scored.log_probability);
  if (options.words) {
    std::cout << " |||";
    print_words(scored);
  }
  std::cout << '\n';
}

/// Of all translations together: perplexities count ends.
void report_perplexity(const std::vector<ScoredTranslation>& scored) {
  double sum = 0;
  size_t pieces = 0, words = 0;
  for (const ScoredTranslation& translation : scored) {
    sum += translation.log_probability;
    pieces += translation.pieces;
    words += translation.words.size();
  }
  spdlog::info("{} sentences: log probability {:.4f}, perplexity {:.4f} a piece, {:.4f} a word",
               scored.size(), sum, std::exp(-sum / static_cast<double>(pieces)),
               std::exp(-sum / static_cast<double>(words)));
}

void warn_of_cut(const ScoredTranslation& scored, size_t line) {
  if (scored.left_out == 0) return;
  spdlog::warn("line {}: the last {} pieces of its source are left out (--max-source-length)",
               line + 1, scored.left_out);
}

void score_lines(const ScoreOptions& options, const Translator& translator,
                 const SearchSettings& settings) {
  const ParallelCorpus corpus = read_parallel(options.source, options.target);
  const auto scored = score_translations(translator, corpus.source, corpus.target, settings);
  for (const ScoredTranslation& translation : scored) print(translation, options);
  for (size_t line = 0; line < scored.size(); ++line) warn_of_cut(scored[line], line);
  report_perplexity(scored);
}

struct RescoredEntry {
  NBestEntry entry;
  double score;
};

std::vector<RescoredEntry> rescored(std::vector<NBestEntry> entries,
                                    const std::vector<std::string>& sources,
                                    const Translator& translator, const SearchSettings& settings) {
  std::vector<std::string> of_entries, targets;
  for (const NBestEntry& entry : entries) {
    of_entries.push_back(sources[entry.index]);
    targets.push_back(entry.text);
  }
  const auto scored = score_translations(translator, of_entries, targets, settings);
  std::vector<RescoredEntry> with_scores;
  for (size_t i = 0; i < entries.size(); ++i) {
    const size_t line = entries[i].index;
    if (i == 0 || entries[i - 1].index != line) warn_of_cut(scored[i], line);
    with_scores.push_back({std::move(entries[i]), scored[i].score});
  }
  return with_scores;
}

void score_n_best(const ScoreOptions& options, const Translator& translator,
                  const SearchSettings& settings) {
  const std::vector<std::string> sources = read_lines(options.source);
  auto entries = rescored(parse_n_best(read_lines(options.n_best), sources.size(), options.n_best),
                          sources, translator, settings);
  if (options.rerank) {
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return a.entry.index != b.entry.index ? a.entry.index < b.entry.index : a.score > b.score;
    });
  }
  for (const auto& [entry, score] : entries) {
    std::cout << n_best_line(entry.index, entry.text, score) << '\n';
  }
}

void score(const ScoreOptions& options) {
  check_usage(options);
  const auto translator = load_translator(options.model, options.search);
  const SearchSettings settings = settings_of(options.search, *translator);
  options.n_best.empty() ? score_lines(options, *translator, settings)
                         : score_n_best(options, *translator, settings);
}

}  // namespace

void add_score(CLI::App& program) {
  auto options = std::make_shared<ScoreOptions>();
  CLI::App* command = program.add_subcommand(
      "score", "What a model thinks of translations that it is given: log probabilities");
  command->add_option("model", options->model, "Model file")->required()->type_name("MODEL");
  command->add_option("--source", options->source, "Source text")->required()->type_name("FILE");
  command->add_option("--target", options->target, "Its translations, line by line")
      ->type_name("FILE");
  command
      ->add_option("--n-best", options->n_best,
                   "Its translations as 'line ||| text ||| score', lines from 0")
      ->type_name("FILE");
  command->add_flag("--words", options->words, "Add after ||| each word and its log probability");
  command->add_flag("--json", options->json,
                    "An object a line: log_probability, score, pieces, words");
  command->add_flag("--rerank", options->rerank, "Sort the n-best list of a line, best first");
  add_scoring_options(*command, options->search);
  command->footer(
      "One natural logarithm a line, of the whole translation; their perplexity goes to stderr.\n"
      "An n-best list gets the scores by which translate would sort it, had it found the same "
      "pieces\nfor a text as the vocabulary does.\n"
      "Examples:\n"
      "  dragoman score best.safetensors --source test.en --target test.de\n"
      "  dragoman translate one.safetensors --input test.en --n-best 10 >list\n"
      "  dragoman score two.safetensors --source test.en --n-best list --rerank");
  command->callback([options] { score(*options); });
}

}  // namespace dragoman
