#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/prompt.h"
#include "cli/search_options.h"
#include "dragoman/base/error.h"
#include "dragoman/report/alignment_text.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

// Enough to put sentences of like length together.
constexpr size_t batches_at_once = 16;

struct TranslateOptions {
  std::string model, input, output;
  std::optional<AlignmentFormat> alignment;
  SearchOptions search;
};

/// Translates, and writes a line for each source.
class LineWriter {
 public:
  LineWriter(const Translator& translator, std::optional<AlignmentFormat> alignment)
      : translator_(translator), aligner_(translator.aligner()), alignment_(alignment) {}

  void write(const std::vector<std::string>& sources, std::ostream& out);

  /// Lines of a pipe that are read before they are translated together.
  size_t lines_at_once() const {
    return static_cast<size_t>(translator_.config().batch_size) * batches_at_once;
  }

 private:
  std::string line_of(const Translation& translation) {
    if (!alignment_) return translation.text;
    return format_alignment(translation, aligner_.align(translation.source, translation.target),
                            *alignment_);
  }

  const Translator& translator_;
  Aligner aligner_;
  std::optional<AlignmentFormat> alignment_;
  size_t lines_before_ = 0;
};

void LineWriter::write(const std::vector<std::string>& sources, std::ostream& out) {
  const std::vector<Translation> translations = translator_.translate(sources);
  warn_of_cuts(translations, lines_before_);
  lines_before_ += sources.size();
  for (const Translation& translation : translations) out << line_of(translation) << '\n';
  out.flush();
  if (!out) fail("writing the translations failed: is the disk full, or the reader gone?");
}

void translate_stream(LineWriter& writer, std::istream& in, std::ostream& out) {
  std::vector<std::string> sources;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    sources.push_back(std::move(line));
    if (sources.size() == writer.lines_at_once()) {
      writer.write(sources, out);
      sources.clear();
    }
  }
  writer.write(sources, out);
}

void translate_interactively(LineWriter& writer) {
  std::cerr << "Type a sentence to translate it; Ctrl-D ends.\n";
  Prompt prompt("> ");
  while (const auto line = prompt.read()) {
    if (!line->empty()) writer.write({*line}, std::cout);
  }
  std::cerr << '\n';
}

void translate(const TranslateOptions& options) {
  std::vector<std::string> sources;
  if (!options.input.empty()) sources = read_lines(options.input);
  const auto translator = load_translator(options.model, options.search);
  LineWriter writer(*translator, options.alignment);
  if (options.input.empty() && ::isatty(STDIN_FILENO) == 1) {
    return translate_interactively(writer);
  }
  const auto run = [&](std::ostream& out) {
    options.input.empty() ? translate_stream(writer, std::cin, out) : writer.write(sources, out);
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
  add_choice(*command, "--alignment", options->alignment,
             "Add which words the attention saw: hard and soft after |||, json as an object");
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
