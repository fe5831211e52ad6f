#include <iostream>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "cli/terminal.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/report/attention_map.h"

namespace dragoman {
namespace {

struct AttentionOptions {
  std::string model, sentence, target, html, svg;
  SearchOptions search;
};

Alignment align(const Translator& translator, const AttentionOptions& options) {
  Aligner aligner = translator.aligner();
  if (!options.target.empty()) return aligner.align_text(options.sentence, options.target);
  const std::vector<Translation> translations =
      translator.translate(std::vector{options.sentence}, settings_of(options.search, translator));
  warn_of_cuts(translations);
  return aligner.align(translations.front().source, translations.front().target);
}

void write(const std::string& file, const std::string& text) {
  if (!file.empty()) write_atomically(file, [&](std::ostream& out) { out << text; });
}

void attention(const AttentionOptions& options) {
  const auto translator = load_translator(options.model, options.search);
  const Alignment alignment = align(*translator, options);
  if (alignment.target.empty()) {
    fail_input("'{}': nothing to draw, as the translation has no words; give a longer sentence",
               options.sentence);
  }
  write(options.html, html_map(alignment));
  write(options.svg, svg_map(alignment));
  std::cout << terminal_map(alignment, terminal_style());
}

}  // namespace

void add_attention(CLI::App& program) {
  auto options = std::make_shared<AttentionOptions>();
  CLI::App* command = program.add_subcommand(
      "attention", "Draw which source words each word of a translation came from");
  command->add_option("model", options->model, "Model file")->required()->type_name("MODEL");
  command->add_option("sentence", options->sentence, "Source sentence")
      ->required()
      ->type_name("SENTENCE");
  command->add_option("--target", options->target, "This translation instead of the model's own")
      ->type_name("SENTENCE");
  add_output(*command, "--html", options->html, "Also as one self-contained page");
  add_output(*command, "--svg", options->svg, "Also as one self-contained picture");
  add_search_options(*command, options->search);
  command->footer(
      "Numbers are percent; cells are coloured where the terminal has true colour.\n"
      "Example:\n"
      "  dragoman attention best.safetensors 'The white dog will sit in the park.' --html "
      "map.html");
  command->callback([options] { attention(*options); });
}

}  // namespace dragoman
