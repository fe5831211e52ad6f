#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/prompt.h"
#include "cli/search_options.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

// Lines of a pipe that are read before they are translated together, in batches.
constexpr size_t batches_at_once = 16;

struct TranslateOptions {
  std::string model, input, output;
  SearchOptions search;
};

void write_translations(Translator& translator, const std::vector<std::string>& sources,
                        std::ostream& out) {
  for (const Translation& translation : translator.translate(sources))
    out << translation.text << '\n';
  out.flush();
  if (!out) fail("writing the translations failed: is the disk full, or the reader gone?");
}

void translate_stream(Translator& translator, std::istream& in, std::ostream& out) {
  const size_t limit = static_cast<size_t>(translator.config().batch_size) * batches_at_once;
  std::vector<std::string> sources;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    sources.push_back(std::move(line));
    if (sources.size() == limit) {
      write_translations(translator, sources, out);
      sources.clear();
    }
  }
  write_translations(translator, sources, out);
}

void translate_interactively(Translator& translator) {
  std::cerr << "Type a sentence to translate it; Ctrl-D ends.\n";
  Prompt prompt("> ");
  while (const auto line = prompt.read()) {
    if (!line->empty()) write_translations(translator, {*line}, std::cout);
  }
  std::cerr << '\n';
}

void translate(const TranslateOptions& options) {
  std::vector<std::string> sources;
  if (!options.input.empty()) sources = read_lines(options.input);
  const auto translator = load_translator(options.model, options.search);
  if (options.input.empty() && ::isatty(STDIN_FILENO) == 1) {
    return translate_interactively(*translator);
  }
  const auto run = [&](std::ostream& out) {
    options.input.empty() ? translate_stream(*translator, std::cin, out)
                          : write_translations(*translator, sources, out);
  };
  options.output.empty() ? run(std::cout) : write_atomically(options.output, run);
}

}  // namespace

void add_translate(CLI::App& program) {
  auto options = std::make_shared<TranslateOptions>();
  CLI::App* command =
      program.add_subcommand("translate", "Translate a file, a pipe, or what you type");
  command->add_option("model", options->model, "Model file")->required()->type_name("MODEL");
  command->add_option("--input", options->input, "Source text, plain or .gz; without it stdin")
      ->type_name("FILE");
  command->add_option("--output", options->output, "Where to write; without it stdout")
      ->type_name("FILE");
  add_search_options(*command, options->search);
  command->footer(
      "One line out for every line in, in order. On a terminal without --input: a prompt.\n"
      "Examples:\n"
      "  dragoman translate best.safetensors\n"
      "  echo 'A dog runs.' | dragoman translate best.safetensors --beam-size 5\n"
      "  dragoman translate best.safetensors --input test.en --output test.de");
  command->callback([options] { translate(*options); });
}

}  // namespace dragoman
