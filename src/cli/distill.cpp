#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/distill_words.h"
#include "cli/distilled_text.h"
#include "cli/line_progress.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "cli/translation_choice.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"
#include "dragoman/metrics/bleu.h"
#include "dragoman/text/lines.h"
#include "dragoman/text/taught_texts.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Which translations of a sentence are taught.
enum class Taught { best, closest, all };

}  // namespace

template <>
inline constexpr auto name_table<Taught> = std::to_array<Named<Taught>>(
    {{Taught::best, "best"}, {Taught::closest, "closest"}, {Taught::all, "all"}});

namespace {

constexpr size_t batches_at_once = 64;

struct DistillOptions {
  std::string model, source, references, output_source, output_target, tag;
  std::string probabilities;  // a file; where it is given there are no other outputs
  int64_t words = 16;
  Taught taught = Taught::best;
  int64_t hypotheses = 5;
  bool sample = false, reverse = false, mix = false;
  uint64_t seed = 1;
  SearchOptions search;
};

TranslationChoice choice_of(const DistillOptions& options) {
  TranslationChoice choice;
  if (options.taught != Taught::best) choice.n_best = options.hypotheses;
  choice.sample = options.sample;
  choice.seed = options.seed;
  return choice;
}

void check(const DistillOptions& options) {
  const bool has_references = !options.references.empty();
  if (options.output_source.empty() || options.output_target.empty()) {
    fail_input("give --output-source FILE and --output-target FILE, or --probabilities FILE");
  }
  if ((options.taught == Taught::closest || options.mix) && !has_references) {
    fail_input("--take closest and --mix need the true translations: give --references FILE");
  }
  if (options.reverse && options.mix) {
    fail_input("--mix adds true pairs, --reverse has none: leave one of them out");
  }
  if (fs::weakly_canonical(options.output_source) == fs::weakly_canonical(options.output_target)) {
    fail_input("--output-source and --output-target are the same file: give two");
  }
  check(choice_of(options), options.search);
}

/// The text with the highest BLEU against the reference.
std::string closest(const std::vector<Alternative>& texts, const std::string& reference) {
  double most = -1;
  std::string found;
  for (const Alternative& text : texts) {
    const double bleu = sentence_bleu(text.text, {reference}).score;
    if (bleu > most) found = text.text;
    most = std::max(most, bleu);
  }
  return found;
}

/// Pairs of lines, of which those with an empty side are left out: they teach nothing.
class PairWriter {
 public:
  PairWriter(const DistillOptions& options, std::ostream& source, std::ostream& target)
      : options_(options), source_(source), target_(target) {}

  void write(const std::string& given, const std::string& other) {
    if (given.empty() || other.empty()) return;
    const std::string& source = options_.reverse ? other : given;
    source_ << options_.tag << (options_.tag.empty() ? "" : " ") << source << '\n';
    target_ << (options_.reverse ? given : other) << '\n';
    ++pairs_;
  }
  /// A pair of the corpus, without the tag.
  void write_true(const std::string& source, const std::string& target) {
    if (source.empty() || target.empty()) return;
    source_ << source << '\n';
    target_ << target << '\n';
    ++pairs_;
  }

  size_t pairs() const { return pairs_; }

 private:
  const DistillOptions& options_;
  std::ostream &source_, &target_;
  size_t pairs_ = 0;
};

/// What a sentence's translation teaches.
std::vector<std::string> texts_of(const Translation& translation, const DistillOptions& options,
                                  const Vocabulary& vocabulary, const std::string& reference) {
  if (options.taught == Taught::best) return {translation.text};
  const std::vector<Alternative> texts = alternatives(translation, vocabulary);
  if (options.taught == Taught::closest) return {closest(texts, reference)};
  std::vector<std::string> all;
  for (const Alternative& text : texts) all.push_back(text.text);
  return all;
}

/// Of all that the translations depend on. @param given the options, as text
std::string fingerprint_of(const DistillOptions& options, const std::string& given) {
  std::vector<std::string> files = {options.model, options.source, options.references};
  files.insert(files.end(), options.search.ensemble.begin(), options.search.ensemble.end());
  Fingerprint print;
  print.add(given + fingerprint_of_files(files));
  return print.text();
}

/// Where translations stand until the training text is written: beside it, unless it is no file.
fs::path unfinished(const std::string& output) {
  const bool is_file = !fs::exists(output) || fs::is_regular_file(output);
  return is_file ? fs::path(output + ".unfinished")
                 : fs::temp_directory_path() / fmt::format("dragoman-distill-{}", ::getpid());
}

/// Translates the lines that are not there yet. @param count of all lines
void add_texts(const DistillOptions& options, const Translator& translator,
               const SearchSettings& settings, size_t count, size_t at_once, TaughtTexts& taught) {
  DistilledText text(options.source, options.references);
  text.skip(taught.lines());
  LineProgress progress(count, true, taught.lines());
  while (taught.lines() < count) {
    std::vector<std::string> lines, references;
    while (lines.size() < at_once && text.next()) {
      lines.push_back(text.line);
      references.push_back(text.reference);
    }
    if (lines.empty()) fail("{} has become shorter than it was", options.source);
    const std::vector<Translation> translations = translator.translate(lines, settings);
    progress.clear();
    warn_of_cuts(translations, taught.lines());
    std::vector<TaughtTexts::Texts> texts(lines.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      if (translations[i].left_out > 0) continue;  // no translation of the whole line
      texts[i] =
          texts_of(translations[i], options, translator.vocabularies().target, references[i]);
    }
    taught.add(texts);
    progress.show(taught.lines());
  }
}

void write_taught(const DistillOptions& options, const TaughtTexts& taught, PairWriter& writer) {
  if (options.mix) {
    for (DistilledText text(options.source, options.references); text.next();)
      writer.write_true(text.line, text.reference);
  }
  DistilledText text(options.source, options.references);
  taught.read([&](size_t, const TaughtTexts::Texts& texts) {
    text.next();
    for (const std::string& taught_text : texts) writer.write(text.line, taught_text);
  });
}

size_t write_pairs(const DistillOptions& options, const TaughtTexts& taught) {
  size_t pairs = 0;
  write_text(options.output_source, [&](std::ostream& source) {
    write_text(options.output_target, [&](std::ostream& target) {
      PairWriter writer(options, source, target);
      write_taught(options, taught, writer);
      pairs = writer.pairs();
    });
  });
  return pairs;
}

/// @param given which options
void distill_probabilities(const DistillOptions& options, const CLI::App& command) {
  if (options.references.empty()) {
    fail_input("--probabilities are those of true translations: give --references FILE");
  }
  for (const char* other : {"--output-source", "--output-target", "--take", "--hypotheses",
                            "--sample", "--seed", "--mix", "--reverse", "--tag"}) {
    if (command.count(other) == 0) continue;
    fail_input("--probabilities writes no text: leave {} out", other);
  }
  const auto& search = options.search;
  distill_words(WordDistillation{options.model, search.ensemble, options.source, options.references,
                                 options.probabilities, options.words, search.device,
                                 search.threads});
}

/// @param given the options, as text
void distill(const DistillOptions& options, const std::string& given) {
  check(options);
  check_writable(options.output_source);
  check_writable(options.output_target);
  const size_t lines = DistilledText::checked_lines(options.source, options.references);
  const auto translator = load_translator(options.model, options.search);
  const SearchSettings settings = chosen_settings(choice_of(options), options.search, *translator);
  const auto at_once = static_cast<size_t>(settings.config.batch_size) * batches_at_once;
  TaughtTexts taught(unfinished(options.output_target), fingerprint_of(options, given), at_once);
  if (taught.lines() > 0) {
    spdlog::info("going on after {} lines that are translated", taught.lines());
  }
  add_texts(options, *translator, settings, lines, at_once, taught);
  const size_t pairs = write_pairs(options, taught);
  taught.remove();
  spdlog::info("{} pairs from {} lines: train with data.train_source={} data.train_target={}",
               pairs, lines, options.output_source, options.output_target);
}

void add_choices_of(CLI::App& command, DistillOptions& options) {
  add_output(command, "--probabilities", options.probabilities,
             "Instead of a text: what the models hold of the words of --references, for "
             "training.teachers");
  add_number(command, "--words", options.words, {1, 1000},
             "Of each position the likeliest so many, for --probabilities");
  add_choice(command, "--take", options.taught,
             "The best translation; of several the closest to the reference, by BLEU; or all");
  add_number(command, "--hypotheses", options.hypotheses, {1, 1000},
             "Of each sentence, for --take closest and all");
  command.add_flag("--sample", options.sample,
                   "Draw translations instead of searching; with --take best, one");
  add_number(command, "--seed", options.seed, any_size, "Of --sample");
  command.add_flag("--mix", options.mix, "Write the true pairs too, before the others");
  command.add_flag("--reverse", options.reverse,
                   "Back-translation: the text becomes the target side, its translations the "
                   "source side");
  command
      .add_option("--tag", options.tag,
                  "Word before each source that is not of the corpus, as in <BT>; one piece where "
                  "vocabulary.symbols has it")
      ->type_name("WORD");
}

}  // namespace

void add_distill(CLI::App& program) {
  auto options = std::make_shared<DistillOptions>();
  CLI::App* command = program.add_subcommand(
      "distill", "Write what a model would teach another: translations, or probabilities of words");
  command->add_option("model", options->model, "Model file, the teacher")
      ->required()
      ->type_name("MODEL");
  command->add_option("--source", options->source, "Text to translate")
      ->required()
      ->type_name("FILE");
  command->add_option("--references", options->references, "Its true translations")
      ->type_name("FILE");
  add_output(*command, "--output-source", options->output_source,
             "Source side of the training text, packed where it ends in .gz");
  add_output(*command, "--output-target", options->output_target, "Its target side");
  add_choices_of(*command, *options);
  add_search_options(*command, options->search);
  command->footer(
      "Sequence-level knowledge distillation and interpolation (Kim and Rush 2016), "
      "back-translation\nwith tags (Sennrich et al. 2016, Caswell et al. 2019). A student of "
      "--probabilities\n(word-level distillation) needs no teacher in memory: "
      "training.teachers = [\"FILE\"].\n"
      "What is translated stands in OUTPUT-TARGET.unfinished until the end: a command that was "
      "stopped\ngoes on when it is given again.\n"
      "Examples:\n"
      "  dragoman distill one.safetensors --ensemble two.safetensors --source train.en \\\n"
      "    --references train.de --mix --output-source taught.en --output-target taught.de\n"
      "  dragoman distill one.safetensors --ensemble two.safetensors --source train.en \\\n"
      "    --references train.de --probabilities runs/taught.words\n"
      "  dragoman distill de-en.safetensors --source more.de --reverse --tag '<BT>' \\\n"
      "    --output-source back.en --output-target back.de");
  command->callback([options, command] {
    if (!options->probabilities.empty()) return distill_probabilities(*options, *command);
    distill(*options, command->config_to_str());
  });
}

}  // namespace dragoman
