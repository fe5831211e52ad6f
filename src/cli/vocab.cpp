#include <map>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "dragoman/text/lines.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

struct VocabOptions {
  std::vector<std::string> inputs;
  std::string output;
  VocabularyConfig vocabulary;
};

void train_vocabulary(const VocabOptions& options) {
  std::vector<std::string> lines;
  for (const std::string& input : options.inputs) {
    std::vector<std::string> more = read_lines(input);
    lines.insert(lines.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  const Vocabulary vocabulary = Vocabulary::train(options.vocabulary, lines);
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
  command->add_option("--output", options->output, "Model to write")->required()->type_name("FILE");
  command->add_option("--size", vocabulary.size, "Pieces")->capture_default_str();
  const std::map<std::string, SubwordKind> kinds = {{"unigram", SubwordKind::unigram},
                                                    {"bpe", SubwordKind::bpe}};
  command->add_option("--kind", vocabulary.kind, "Kind of subwords (unigram)")
      ->transform(CLI::CheckedTransformer(kinds))
      ->type_name("unigram|bpe");
  command
      ->add_option("--character-coverage", vocabulary.character_coverage,
                   "Share of characters with pieces of their own")
      ->capture_default_str();
  command->footer(
      "Example:\n"
      "  dragoman vocab --input train.en train.de --size 8000 --output joint.model\n"
      "  dragoman train CONFIG.toml --set vocabulary.source_model=joint.model");
  command->callback([options] { train_vocabulary(*options); });
}

}  // namespace dragoman
