#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/interactive.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "cli/translation_choice.h"
#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

// Enough to put sentences of like length together.
constexpr size_t batches_at_once = 16;

struct TranslateOptions {
  std::string model, input, output;
  TranslationChoice choice;
  SearchOptions search;
};

/// Translates, and writes what was asked for of each source.
class LineWriter {
 public:
  LineWriter(const TranslationWriter& writer, std::ostream& out) : writer_(writer), out_(out) {}

  void write(const std::vector<std::string>& sources) {
    warn_of_cuts(writer_.write(sources, lines_, out_), lines_);
    lines_ += sources.size();
    out_.flush();
    if (!out_) fail("writing the translations failed: is the disk full, or the reader gone?");
  }

 private:
  const TranslationWriter& writer_;
  std::ostream& out_;
  size_t lines_ = 0;
};

void translate_stream(LineWriter writer, std::istream& in, size_t lines_at_once) {
  std::vector<std::string> sources;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    sources.push_back(std::move(line));
    if (sources.size() < lines_at_once) continue;
    writer.write(sources);
    sources.clear();
  }
  writer.write(sources);
}

void translate(const TranslateOptions& options) {
  check(options.choice, options.search);
  std::vector<std::string> sources;
  if (!options.input.empty()) sources = read_lines(options.input);
  auto translator = load_translator(options.model, options.search);
  if (options.input.empty() && ::isatty(STDIN_FILENO) == 1) {
    return translate_interactively(std::move(translator), options.choice, options.search);
  }
  const SearchSettings settings = chosen_settings(options.choice, options.search, *translator);
  const TranslationWriter writer(*translator, options.choice, settings);
  const auto run = [&](std::ostream& out) {
    LineWriter lines(writer, out);
    const auto at_once = static_cast<size_t>(settings.config.batch_size) * batches_at_once;
    options.input.empty() ? translate_stream(lines, std::cin, at_once) : lines.write(sources);
  };
  options.output.empty() ? run(std::cout) : write_text(options.output, run);
}

}  // namespace

void add_translate(CLI::App& program) {
  auto options = std::make_shared<TranslateOptions>();
  CLI::App* command =
      program.add_subcommand("translate", "Translate a file, a pipe, or what you type");
  command->add_option("model", options->model, "Model file")->required()->type_name("MODEL");
  command->add_option("--input", options->input, "Source text, plain or .gz; without it stdin")
      ->type_name("FILE");
  add_output(*command, "--output", options->output,
             "Where to write, packed where it ends in .gz; without it stdout");
  add_translation_choice(*command, options->choice);
  add_search_options(*command, options->search);
  command->footer(
      "One line out for every line in, in order; with --n-best several, as 'line ||| text ||| "
      "score'.\n"
      "On a terminal without --input: a prompt, in which :help lists what it can do.\n"
      "Examples:\n"
      "  dragoman translate best.safetensors\n"
      "  echo 'A dog runs.' | dragoman translate best.safetensors --beam-size 5\n"
      "  echo 'A dog runs.' | dragoman translate best.safetensors --n-best 3 --prefix 'Der Hund'\n"
      "  dragoman translate one.safetensors --ensemble two.safetensors --input test.en\n"
      "  dragoman translate best.safetensors --input test.en --output test.de");
  command->callback([options] { translate(*options); });
}

}  // namespace dragoman
