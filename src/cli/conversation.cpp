#include "cli/conversation.h"

#include <algorithm>
#include <iostream>

#include <unistd.h>

#include "cli/options.h"
#include "cli/terminal.h"
#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/search/ranges.h"
#include "dragoman/search/score_translations.h"
#include "dragoman/text/lines.h"
#include "dragoman/text/sentences.h"

namespace dragoman {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view between_columns = "|||";

bool is_on(const std::string& command, const std::string& argument) {
  check_name(command, argument, {"on", "off"});
  return argument == "on";
}

std::string stripped(std::string_view text) {
  return std::string(strip(text));
}

/// The line of a translation that grows; nothing where the output is no terminal.
class GrowingLine {
 public:
  GrowingLine() : shown_(::isatty(STDOUT_FILENO) == 1), columns_(terminal_style().columns) {}
  ~GrowingLine() { clear(); }

  void show(const std::string& text) {
    if (!shown_ || find_invalid_utf8(text)) return;  // half a character yet
    // Cut, so that it stays one line, to be overwritten.
    const std::u32string characters = decode_utf8(text);
    const size_t kept = std::min(characters.size(), static_cast<size_t>(columns_ - 1));
    written_ = true;
    std::cout << "\r\033[K" << encode_utf8(std::u32string_view(characters).substr(0, kept))
              << std::flush;
  }

  void clear() {
    if (written_) std::cout << "\r\033[K" << std::flush;
    written_ = false;
  }

 private:
  bool shown_, written_ = false;
  int64_t columns_;
};

}  // namespace

const std::vector<Conversation::Command>& Conversation::commands() {
  static const std::vector<Command> all = {
      {":help", "", "what can be typed here", &Conversation::help},
      {":beam", "N", "search with a beam of N; 1 is greedy", &Conversation::set_beam},
      {":nbest", "N", "show N alternatives", &Conversation::set_n_best},
      {":attention", "on|off", "show which word came from which", &Conversation::set_attention},
      {":sample", "T|off", "draw words at temperature T", &Conversation::set_sampling},
      {":force", "[PREFIX]", "begin every translation with PREFIX", &Conversation::set_prefix},
      {":score", "SOURCE ||| TARGET", "what the model thinks of a translation",
       &Conversation::score},
      {":time", "on|off", "show how long it took", &Conversation::set_time},
      {":model", "FILE", "go on with another model", &Conversation::load_model},
      {":reverse", "[FILE]", "change places with the model before, or with FILE",
       &Conversation::reverse},
      {":save", "FILE", "write what was said: source, tab, translation", &Conversation::save},
      {":quit", "", "leave, as Ctrl-D does", &Conversation::quit}};
  return all;
}

Conversation::Conversation(std::unique_ptr<Translator> translator, TranslationChoice choice,
                           SearchOptions search, std::function<bool()> interrupted)
    : translator_(std::move(translator)),
      choice_(std::move(choice)),
      search_(std::move(search)),
      beam_(search_.beam_size),
      settings_(chosen_settings(choice_, search_, *translator_)),
      interrupted_(std::move(interrupted)),
      attention_(choice_.alignment.has_value()) {}

void Conversation::answer(const std::string& line) {
  if (!line.empty() && line.front() == ':') return obey(line);
  for (const std::string& sentence : split_sentences(line)) say(sentence);
}

void Conversation::obey(const std::string& line) {
  const size_t space = line.find(' ');
  const std::string name = line.substr(0, space);
  const std::string argument =
      space == std::string::npos ? "" : stripped(std::string_view(line).substr(space));
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return (this->*command.run)(argument);
    names.push_back(command.name);
  }
  fail_input("unknown command '{}'{}", name, suggestion(name, names));
}

void Conversation::say(const std::string& sentence) {
  const auto started = Clock::now();
  const ChosenText text(choice_, {sentence});
  GrowingLine line;
  std::optional<Translation> translation =
      translator_->translate(text.sources().front(), settings_, [&](const std::string& so_far) {
        line.show(so_far);
        return !interrupted_();
      });
  line.clear();
  if (!translation) {
    std::cerr << "(stopped)\n";
    return;
  }
  choose_by_risk(choice_, translator_->vocabularies().target, *translation);
  translation->text = text.of(*translation, 0, *translator_);
  const std::chrono::duration<double, std::milli> passed = Clock::now() - started;
  show(*translation);
  if (time_) std::cerr << fmt::format("({:.1f} ms)\n", passed.count());
  warn_of_cuts({*translation});
  said_.emplace_back(sentence, translation->text);
}

void Conversation::show(const Translation& translation) const {
  std::cout << translation.text << '\n';
  if (choice_.n_best) {
    for (const auto& [text, score] :
         alternatives(translation, translator_->vocabularies().target)) {
      std::cout << fmt::format("  {:8.4f}  {}\n", score, text);
    }
  }
  if (attention_ && !translation.target.empty()) {
    std::cout << terminal_map(translator_->aligner().align(translation.source, translation.target),
                              terminal_style());
  }
  std::cout.flush();
}

void Conversation::choose(TranslationChoice choice, std::optional<int64_t> beam) {
  SearchOptions search = search_;
  search.beam_size = is_sampled(choice) ? std::nullopt : beam;
  if (search.beam_size) *search.beam_size = std::max(*beam, choice.n_best.value_or(1));
  check(choice, search);
  settings_ = chosen_settings(choice, search, *translator_);
  choice_ = std::move(choice);
  search_ = std::move(search);
  beam_ = beam;
}

void Conversation::help(const std::string& /*argument*/) {
  std::cout << "A sentence is translated; several in one line, one by one.\n";
  for (const Command& command : commands()) {
    std::cout << fmt::format("  {:<28}{}\n", command.name + " " + command.argument,
                             command.meaning);
  }
  std::cout << "Ctrl-C stops a translation or clears the line, Ctrl-D ends." << std::endl;
}

void Conversation::set_beam(const std::string& argument) {
  const auto beam = parse_number<int64_t>(":beam", argument, range_of("search.beam_size"));
  if (is_sampled(choice_)) fail_input(":beam searches, :sample draws: say :sample off first");
  TranslationChoice choice = choice_;
  if (choice.n_best) choice.n_best = std::min(*choice.n_best, beam);
  choose(std::move(choice), beam);
}

void Conversation::set_n_best(const std::string& argument) {
  const auto asked = parse_number<int64_t>(":nbest", argument, range_of("search.beam_size"));
  TranslationChoice choice = choice_;
  choice.n_best = asked == 1 ? std::nullopt : std::optional(asked);
  choice.candidates.reset();
  choice.alignment.reset();
  choose(std::move(choice), beam_);
}

void Conversation::set_attention(const std::string& argument) {
  attention_ = is_on(":attention", argument);
}

void Conversation::set_sampling(const std::string& argument) {
  TranslationChoice choice = choice_;
  choice.sample = false;
  choice.temperature.reset();
  if (argument == "off") {
    choice.top_k.reset();
    choice.top_p.reset();
  } else {
    choice.temperature = parse_number<double>(":sample", argument, ranges::temperature);
    ++choice.seed;  // another draw each time that it is asked for
  }
  choose(std::move(choice), beam_);
}

void Conversation::set_prefix(const std::string& argument) {
  choice_.prefix = argument;
}

void Conversation::score(const std::string& argument) {
  const size_t bar = argument.find(between_columns);
  if (bar == std::string::npos) fail_input(":score takes SOURCE ||| TARGET, got '{}'", argument);
  show_score(stripped(std::string_view(argument).substr(0, bar)),
             stripped(std::string_view(argument).substr(bar + between_columns.size())));
}

void Conversation::show_score(const std::string& source, const std::string& target) const {
  const ScoredTranslation scored =
      score_translations(*translator_, {source}, {target}, settings_).front();
  if (scored.left_out > 0) {
    std::cerr << fmt::format("(without the last {} pieces of the source)\n", scored.left_out);
  }
  std::cout << fmt::format("log probability {:.4f}, {:.4f} a piece:", scored.log_probability,
                           scored.log_probability / static_cast<double>(scored.pieces));
  for (const auto& [word, log_probability] : scored.words) {
    std::cout << fmt::format(" {} {:.2f}", word, log_probability);
  }
  std::cout << std::endl;
}

void Conversation::set_time(const std::string& argument) {
  time_ = is_on(":time", argument);
}

void Conversation::load_model(const std::string& argument) {
  if (argument.empty()) fail_input(":model takes a model file");
  SearchOptions alone = search_;
  alone.ensemble.clear();
  auto loaded = load_translator(argument, alone);
  settings_ = chosen_settings(choice_, search_, *loaded);
  other_ = std::exchange(translator_, std::move(loaded));
}

void Conversation::reverse(const std::string& argument) {
  if (!argument.empty()) return load_model(argument);
  if (other_ == nullptr) {
    fail_input(":reverse takes the model file of the other direction the first time");
  }
  std::swap(translator_, other_);
  settings_ = chosen_settings(choice_, search_, *translator_);
}

void Conversation::save(const std::string& argument) {
  if (argument.empty()) fail_input(":save takes a file to write");
  write_text(argument, [&](std::ostream& out) {
    for (const auto& [source, translation] : said_) out << source << '\t' << translation << '\n';
  });
  std::cerr << fmt::format("{} sentences saved in {}\n", said_.size(), argument);
}

void Conversation::quit(const std::string& /*argument*/) {
  over_ = true;
}

}  // namespace dragoman
