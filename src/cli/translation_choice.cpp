#include "cli/translation_choice.h"

#include <algorithm>

#include "cli/options.h"
#include "dragoman/base/error.h"
#include "dragoman/metrics/minimum_bayes_risk.h"
#include "dragoman/search/mark_unknown.h"
#include "dragoman/search/n_best.h"
#include "dragoman/search/ranges.h"
#include "dragoman/search/restore_markup.h"
#include "dragoman/search/source_maker.h"
#include "dragoman/text/sentences.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

constexpr Range of_samples = {1, 1000};

Sampling sampling_of(const TranslationChoice& choice) {
  return {choice.temperature.value_or(1), choice.top_k.value_or(0), choice.top_p.value_or(1),
          choice.seed};
}

void check_terms(const Glossary& glossary, const Vocabulary& vocabulary) {
  for (const std::string& term : glossary.targets()) {
    if (!can_write(vocabulary, term)) {
      fail_input("glossary: the model's vocabulary cannot write '{}': leave that line out", term);
    }
  }
}

}  // namespace

bool is_sampled(const TranslationChoice& choice) {
  return choice.sample || choice.temperature || choice.top_k || choice.top_p;
}

void add_translation_choice(CLI::App& command, TranslationChoice& choice) {
  add_number(command, "--n-best", choice.n_best, of_samples,
             "Print up to so many different translations of a line, best first, as 'line ||| text "
             "||| score'");
  add_number(command, "--mbr", choice.candidates, of_samples,
             "Of so many hypotheses print the one that is most like the others, by chrF");
  command.add_flag("--sample", choice.sample, "Draw words at random instead of searching");
  add_number(command, "--temperature", choice.temperature, ranges::temperature,
             "Of sampling: below 1 nearer to the best words, above 1 more varied");
  add_number(command, "--top-k", choice.top_k, ranges::top_k,
             "Sample from the k most probable pieces only; 0 = all");
  add_number(command, "--top-p", choice.top_p, ranges::top_p,
             "Sample from the fewest pieces that reach this probability only");
  add_number(command, "--seed", choice.seed, any_size, "Of sampling; the same seed, the same text");
  add_value(command, "--prefix", "WORDS",
            "What every translation begins with; its last word may be unfinished",
            [&choice](const std::string& text) { choice.prefix = text; });
  add_value(
      command, "--glossary", "FILE",
      "Terms that translations must have: lines of a phrase of the source, a tab, a phrase of "
      "the target",
      [&choice](const std::string& path) {
        choice.glossary = std::make_shared<Glossary>(Glossary::read(path));
      });
  command.add_flag(
      "--unknown", choice.mark_unknown,
      "Put source words with characters that the vocabulary never saw in ⟨ ⟩ where the "
      "attention saw them, instead of a guess");
  command.add_flag("--markup", choice.keep_markup,
                   "Take HTML and XML tags and placeholders out, and put them where the attention "
                   "says that they belong");
  command.add_flag("--split", choice.split,
                   "Divide lines into sentences, as the prompt and the server do; a line of their "
                   "translations comes out");
  add_choice(command, "--alignment", choice.alignment,
             "Add which words the attention saw: hard and soft after |||, json as an object");
}

void check(const TranslationChoice& choice, const SearchOptions& search) {
  if (choice.n_best && choice.candidates) {
    fail_input("--mbr chooses one of its hypotheses, --n-best prints several: give one of them");
  }
  if (choice.alignment && choice.n_best) {
    fail_input("--alignment belongs to one translation a line: leave --n-best out");
  }
  if ((choice.mark_unknown || choice.keep_markup) && (choice.alignment || choice.n_best)) {
    fail_input("{} rewrites the text of one translation: leave --alignment and --n-best out",
               choice.mark_unknown ? "--unknown" : "--markup");
  }
  const bool is_of_line = choice.n_best || choice.alignment || choice.keep_markup;
  if (choice.split && (is_of_line || !choice.prefix.empty())) {
    fail_input("--split divides lines: leave --n-best, --alignment, --markup and --prefix out");
  }
  if (choice.mark_unknown && choice.keep_markup) {
    fail_input("--unknown and --markup each rewrite the text: give one of them");
  }
  const int64_t asked = std::max(choice.n_best.value_or(1), choice.candidates.value_or(1));
  if (is_sampled(choice) && choice.glossary) {
    fail_input("--glossary searches, --sample draws: give one of them");
  }
  if (is_sampled(choice)) {
    if (search.beam_size) fail_input("--beam-size searches, --sample draws: give one of them");
  } else if (search.beam_size && asked > *search.beam_size) {
    fail_input("{} hypotheses need a beam of as many: raise --beam-size {}, or leave it out", asked,
               *search.beam_size);
  } else if (Range range = range_of("search.beam_size"); static_cast<double>(asked) > range.high) {
    fail_input("{} hypotheses are more than the widest beam, {}: ask for fewer, or --sample", asked,
               range.high);
  }
}

SearchSettings chosen_settings(const TranslationChoice& choice, const SearchOptions& search,
                               const Translator& translator) {
  if (choice.glossary) check_terms(*choice.glossary, translator.vocabularies().target);
  SearchSettings settings = settings_of(search, translator);
  settings.n_best = std::max(choice.n_best.value_or(1), choice.candidates.value_or(1));
  if (is_sampled(choice)) {
    settings.sampling = sampling_of(choice);
  } else {
    settings.config.beam_size = std::max(settings.config.beam_size, settings.n_best);
  }
  return settings;
}

ChosenText::ChosenText(const TranslationChoice& choice, const std::vector<std::string>& lines)
    : mark_unknown_(choice.mark_unknown) {
  for (const std::string& line : lines) {
    SourceText source{line, choice.prefix};
    if (choice.keep_markup) {
      marked_.push_back(take_out_markup(line));
      source.text = marked_.back().text;
    }
    if (choice.glossary) source.terms = choice.glossary->targets_in(source.text);
    sources_.push_back(std::move(source));
  }
}

std::string ChosenText::of(const Translation& translation, size_t line,
                           const Translator& translator) const {
  if (!marked_.empty()) return restore_markup(marked_[line], translation, translator);
  const auto unknown = mark_unknown_
                           ? unknown_words(translator.vocabularies().source, translation.source)
                           : std::vector<size_t>();
  if (unknown.empty()) return translation.text;
  return mark_unknown(translator.aligner().align(translation.source, translation.target), unknown);
}

const Hypothesis& least_risk(const Translation& translation, const Vocabulary& vocabulary) {
  const std::vector<Hypothesis>& hypotheses = translation.hypotheses;
  std::vector<std::string> texts;
  for (const Hypothesis& hypothesis : hypotheses) {
    texts.push_back(vocabulary.decode(hypothesis.words));
  }
  const std::vector<double> gains = expected_chrf(texts);
  return hypotheses[static_cast<size_t>(std::max_element(gains.begin(), gains.end()) -
                                        gains.begin())];
}

void choose_by_risk(const TranslationChoice& choice, const Vocabulary& vocabulary,
                    Translation& translation) {
  if (!choice.candidates || translation.hypotheses.empty()) return;
  const Hypothesis& chosen = least_risk(translation, vocabulary);
  translation.text = vocabulary.decode(chosen.words);
  translation.target = chosen.words;
  translation.score = chosen.score;
}

TranslationWriter::TranslationWriter(const Translator& translator, TranslationChoice choice,
                                     SearchSettings settings)
    : translator_(translator),
      aligner_(translator.aligner()),
      choice_(std::move(choice)),
      settings_(std::move(settings)) {}

void TranslationWriter::write_one(const Translation& translation, size_t index,
                                  std::ostream& out) const {
  if (choice_.n_best) {
    const Vocabulary& target = translator_.vocabularies().target;
    for (const auto& [text, score] : alternatives(translation, target)) {
      out << n_best_line(index, text, score) << '\n';
    }
    if (translation.hypotheses.empty()) out << n_best_line(index, translation.text, 0) << '\n';
  } else if (choice_.alignment) {
    const Alignment alignment = aligner_.align(translation.source, translation.target);
    out << format_alignment(translation, alignment, *choice_.alignment) << '\n';
  } else {
    out << translation.text << '\n';
  }
}

std::vector<Translation> TranslationWriter::translated(
    const std::vector<std::string>& sources) const {
  const ChosenText text(choice_, sources);
  std::vector<Translation> translations = translator_.translate(text.sources(), settings_);
  for (size_t line = 0; line < translations.size(); ++line) {
    choose_by_risk(choice_, translator_.vocabularies().target, translations[line]);
    translations[line].text = text.of(translations[line], line, translator_);
  }
  return translations;
}

/// Of each line the text of its sentences, and how much of their sources was too long.
std::vector<Translation> TranslationWriter::translated_by_sentences(
    const std::vector<std::string>& lines) const {
  std::vector<std::string> sentences;
  std::vector<size_t> lines_of;
  for (size_t line = 0; line < lines.size(); ++line) {
    for (std::string& sentence : split_sentences(lines[line])) {
      sentences.push_back(std::move(sentence));
      lines_of.push_back(line);
    }
  }
  std::vector<Translation> whole(lines.size());
  const std::vector<Translation> parts = translated(sentences);
  for (size_t part = 0; part < parts.size(); ++part) {
    Translation& line = whole[lines_of[part]];
    if (!line.text.empty()) line.text += ' ';
    line.text += parts[part].text;
    line.source.insert(line.source.end(), parts[part].source.begin(), parts[part].source.end());
    line.left_out += parts[part].left_out;
  }
  return whole;
}

std::vector<Translation> TranslationWriter::write(const std::vector<std::string>& sources,
                                                  size_t before, std::ostream& out) const {
  std::vector<Translation> translations =
      choice_.split ? translated_by_sentences(sources) : translated(sources);
  for (size_t line = 0; line < translations.size(); ++line) {
    write_one(translations[line], before + line, out);
  }
  return translations;
}

}  // namespace dragoman
