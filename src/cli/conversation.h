#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/translation_choice.h"

namespace dragoman {

/// A prompt's side of the talk: sentences and commands in, translations out. What is asked for
/// stays until it is changed.
class Conversation {
 public:
  /// @param interrupted says whether to give the sentence up
  Conversation(std::unique_ptr<Translator> translator, TranslationChoice choice,
               SearchOptions search, std::function<bool()> interrupted);

  /// Answers a line on stdout. @throws InputError of one line, after which all is as before
  void answer(const std::string& line);

  /// Whether the one who types has said goodbye.
  bool over() const { return over_; }

  struct Command {
    std::string name, argument, meaning;
    void (Conversation::*run)(const std::string& argument);
  };
  static const std::vector<Command>& commands();

 private:
  void obey(const std::string& line);
  void say(const std::string& sentence);
  void show(const Translation& translation) const;
  void show_score(const std::string& source, const std::string& target) const;
  void choose(TranslationChoice choice, std::optional<int64_t> beam);

  void help(const std::string& argument);
  void set_beam(const std::string& argument);
  void set_n_best(const std::string& argument);
  void set_attention(const std::string& argument);
  void set_sampling(const std::string& argument);
  void set_prefix(const std::string& argument);
  void score(const std::string& argument);
  void set_time(const std::string& argument);
  void load_model(const std::string& argument);
  void reverse(const std::string& argument);
  void save(const std::string& argument);
  void quit(const std::string& argument);

  std::unique_ptr<Translator> translator_, other_;  // in use, and the one before
  TranslationChoice choice_;
  SearchOptions search_;
  std::optional<int64_t> beam_;  // that was asked for; not that of sampling, or of more hypotheses
  SearchSettings settings_;
  std::function<bool()> interrupted_;
  bool attention_ = false, time_ = false, over_ = false;
  std::vector<std::pair<std::string, std::string>> said_;  // sources and translations
};

}  // namespace dragoman
