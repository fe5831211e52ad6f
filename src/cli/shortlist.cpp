#include <memory>
#include <string>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/search/load_translator.h"
#include "dragoman/search/make_shortlist.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/piece_links.h"
#include "dragoman/training/word_links.h"

namespace dragoman {
namespace {

struct ShortlistOptions {
  std::string model, output, source, target, alignments;
  ShortlistLimits limits;
  int64_t threads = 0;
};

void shortlist(const ShortlistOptions& options) {
  auto [model, file, sizes] = load_model(options.model);
  file.config.runtime.threads = options.threads;
  set_threads(file.config.runtime);
  const Vocabularies vocabularies = vocabularies_of(file, sizes, options.model);
  const ParallelCorpus text = read_parallel(options.source, options.target);
  CheckedCorpus checked = encode_checked("corpus", text, vocabularies, file.config.data);
  EncodedCorpus& corpus = checked.corpus;
  if (options.alignments.empty()) {
    spdlog::info("aligning {} pairs with the model's attention", corpus.size());
    file.shortlist = make_shortlist(*model->stepper(), vocabularies, corpus.pairs, options.limits);
  } else {
    link_pieces(corpus.pairs, read_word_links(options.alignments, text, checked, vocabularies),
                vocabularies);
    file.shortlist = make_shortlist(vocabularies, corpus.pairs, options.limits);
  }
  for (const auto& weight : model->named_parameters()) {
    file.tensors.emplace(weight.key(), weight.value().detach());
  }
  double pieces = 0;
  for (const EncodedPair& pair : corpus.pairs) {
    pieces += static_cast<double>(
        file.shortlist.words_for({pair.source.begin(), pair.source.end()}).size());
  }
  write_model_file(options.output, file);
  spdlog::info("{}: {:.0f} of {} target pieces in the mean for a sentence", options.output,
               pieces / static_cast<double>(corpus.size()), vocabularies.target.size());
}

}  // namespace

void add_shortlist(CLI::App& program) {
  auto options = std::make_shared<ShortlistOptions>();
  CLI::App* command = program.add_subcommand(
      "shortlist", "Write a model that translates with the likely words of each sentence only");
  command->add_option("model", options->model, "Model file")->required()->type_name("MODEL");
  add_output(*command, "output", options->output, "The new model file")
      .required()
      ->type_name("OUTPUT");
  command->add_option("--source", options->source, "Source side of the training corpus")
      ->required()
      ->type_name("FILE");
  command->add_option("--target", options->target, "Target side of the training corpus")
      ->required()
      ->type_name("FILE");
  command
      ->add_option(
          "--alignments", options->alignments,
          "Word links of the corpus, as dragoman align writes them; without it the model's "
          "attention links")
      ->type_name("FILE");
  add_number(*command, "--per-piece", options->limits.per_piece, Range{1, 10'000},
             "Target pieces for each source piece");
  add_number(*command, "--frequent", options->limits.frequent, Range{0, 100'000},
             "The most frequent target pieces, for every sentence");
  add_number(*command, "--threads", options->threads, range_of("runtime.threads"),
             "CPU threads; 0 = all cores");
  command->footer(
      "Translating is faster, as most words are never scored; a word outside the list cannot "
      "come.\nTo quantize the model too, do that after this.\n"
      "Example:\n"
      "  dragoman shortlist best.safetensors fast.safetensors --source train.en --target train.de");
  command->callback([options] { shortlist(*options); });
}

}  // namespace dragoman
