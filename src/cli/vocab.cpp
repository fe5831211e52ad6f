#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/config/names.h"
#include "dragoman/text/sampled_lines.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

constexpr Range of_lines = {1, 5e6};

struct VocabOptions {
  std::vector<std::string> inputs;
  std::string output;
  int64_t lines = 1'000'000;
  std::optional<int64_t> size;
  VocabularyConfig vocabulary;
};

void train_vocabulary(const VocabOptions& options) {
  const std::vector<std::string> lines = sampled_lines(
      {options.inputs.begin(), options.inputs.end()}, static_cast<size_t>(options.lines));
  VocabularyConfig config = options.vocabulary;
  config.size = options.size.value_or(0);
  const Vocabulary vocabulary = Vocabulary::train(config, lines);
  vocabulary.save(options.output);
  spdlog::info("{}: {} pieces from {} lines", options.output, vocabulary.size(), lines.size());
}

}  // namespace

void add_vocab(CLI::App& program) {
  auto options = std::make_shared<VocabOptions>();
  VocabularyConfig& vocabulary = options->vocabulary;
  CLI::App* command = program.add_subcommand("vocab", "Train a SentencePiece vocabulary");
  command
      ->add_option("--input", options->inputs,
                   "Text, plain or .gz; both sides for a joint vocabulary")
      ->required()
      ->type_name("FILE...");
  add_output(*command, "--output", options->output, "Model to write").required();
  add_number(*command, "--size", options->size, range_of("vocabulary.size"),
             "Pieces; without it 8000, or as many as the text allows");
  add_choice(*command, "--kind", vocabulary.kind, "Kind of subwords");
  add_number(*command, "--lines", options->lines, of_lines,
             "To train on: of more, so many are drawn; takes some 3 KB for each");
  add_number(*command, "--character-coverage", vocabulary.character_coverage,
             range_of("vocabulary.character_coverage"),
             "Share of characters with pieces of their own");
  add_value(*command, "--normalization", type_name(normalization_rules),
            "SentencePiece's normalization; _cf folds case",
            [&vocabulary](const std::string& name) {
              check_name("--normalization", name, normalization_rules);
              vocabulary.normalization = name;
            })
      .default_str(vocabulary.normalization);
  command
      ->add_option("--symbol", vocabulary.symbols,
                   "Words that are a piece each wherever they stand, such as tags")
      ->type_name("WORD...");
  command->add_flag_callback(
      "--no-byte-fallback", [&vocabulary] { vocabulary.byte_fallback = false; },
      "Characters without a piece are unknown, not written as bytes");
  command->footer(
      "Example:\n"
      "  dragoman vocab --input train.en train.de --size 8000 --output joint.model\n"
      "  dragoman train CONFIG.toml --set vocabulary.source_model=joint.model");
  command->callback([options] { train_vocabulary(*options); });
}

}  // namespace dragoman
