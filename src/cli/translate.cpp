#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/commands.h"
#include "cli/interactive.h"
#include "cli/line_progress.h"
#include "cli/options.h"
#include "cli/piped_lines.h"
#include "cli/search_options.h"
#include "cli/translation_choice.h"
#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

// Enough to put sentences of like length together, and that few wait for the last of them.
constexpr size_t batches_at_once = 64;

struct TranslateOptions {
  std::string model, input, output;
  TranslationChoice choice;
  SearchOptions search;
};

/// Translates, and writes what was asked for of each source.
class LineWriter {
 public:
  /// @param lines that will come, where that is known
  LineWriter(const TranslationWriter& writer, std::ostream& out, std::optional<size_t> lines)
      : writer_(writer),
        out_(out),
        progress_(lines, &out != &std::cout || ::isatty(STDOUT_FILENO) == 0) {}

  void write(const std::vector<std::string>& sources) {
    const std::vector<Translation> translations = writer_.write(sources, lines_, out_);
    progress_.clear();
    warn_of_cuts(translations, lines_);
    lines_ += sources.size();
    out_.flush();
    if (!out_) fail("writing the translations failed: is the disk full, or the reader gone?");
    progress_.show(lines_);
  }

 private:
  const TranslationWriter& writer_;
  std::ostream& out_;
  LineProgress progress_;
  size_t lines_ = 0;
};

void translate_pipe(LineWriter&& writer, size_t lines_at_once) {
  PipedLines lines(STDIN_FILENO);
  for (auto some = lines.next(lines_at_once); !some.empty(); some = lines.next(lines_at_once)) {
    writer.write(some);
  }
}

void translate_file(LineWriter&& writer, const std::vector<std::string>& lines,
                    size_t lines_at_once) {
  for (size_t begin = 0; begin < lines.size(); begin += lines_at_once) {
    const size_t end = std::min(begin + lines_at_once, lines.size());
    writer.write({lines.begin() + static_cast<std::ptrdiff_t>(begin),
                  lines.begin() + static_cast<std::ptrdiff_t>(end)});
  }
}

void translate(const TranslateOptions& options) {
  check(options.choice, options.search);
  std::vector<std::string> sources;
  if (!options.input.empty()) sources = read_lines(options.input);
  if (options.input.empty() && ::isatty(STDIN_FILENO) == 1) {
    if (!options.output.empty()) {
      fail_input("--output is for the lines of --input or of a pipe: at the prompt, :save writes");
    }
    return translate_interactively(options.model, options.choice, options.search);
  }
  auto translator = load_translator(options.model, options.search);
  const SearchSettings settings = chosen_settings(options.choice, options.search, *translator);
  const TranslationWriter writer(*translator, options.choice, settings);
  const auto at_once = static_cast<size_t>(settings.config.batch_size) * batches_at_once;
  const auto run = [&](std::ostream& out) {
    if (options.input.empty()) return translate_pipe({writer, out, std::nullopt}, at_once);
    translate_file({writer, out, sources.size()}, sources, at_once);
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
      "One line out for every line in, in order; where a pipe's writer waits, at once; "
      "with --n-best several, as 'line ||| text ||| "
      "score', lines counted from 0.\n"
      "A line is taken for one sentence; --split divides it. Beam, length penalty and the like are "
      "the model's own, of [search] in its configuration, unless they are given.\n"
      "On a terminal without --input: a prompt, in which :help lists what it can do; it "
      "prefers int8 to fp32. What is typed there is kept in ~/.dragoman_history, or in the file "
      "that "
      "the environment's DRAGOMAN_HISTORY names; nowhere where that is empty.\n"
      "Examples:\n"
      "  dragoman translate best.safetensors\n"
      "  echo 'A dog runs.' | dragoman translate best.safetensors --beam-size 5\n"
      "  echo 'A dog runs.' | dragoman translate best.safetensors --n-best 3 --prefix 'Der Hund'\n"
      "  dragoman translate one.safetensors --ensemble two.safetensors --input test.en\n"
      "  dragoman translate best.safetensors --input test.en --output test.de");
  command->callback([options] { translate(*options); });
}

}  // namespace dragoman
