#include "cli/command_tree.h"

#include <sstream>
#include <string_view>

namespace dragoman {
namespace {

constexpr std::string_view word_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.-";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The words of `text` between `separator`s; none when one of them is not a plain word.
std::vector<std::string> words_between(const std::string& text, char separator) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);) {
    if (word.empty() || word.find_first_not_of(word_characters) != std::string::npos) return {};
    words.push_back(word);
  }
  return words;
}

/// Of "a|b|c", of which one is taken, or "a,b,c", of which several are.
std::vector<std::string> choices_of(const std::string& type) {
  if (contains(type, "|")) return words_between(type, '|');
  return contains(type, ",") ? words_between(type, ',') : std::vector<std::string>{};
}

}  // namespace

std::vector<const CLI::App*> shown_commands(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* command) {
    return !command->get_group().empty() && !command->get_name().empty();
  });
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) {
    return option->nonpositional() && !option->get_group().empty();
  });
}

std::vector<const CLI::Option*> positionals(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<std::string> spellings(const CLI::Option& option) {
  std::vector<std::string> all;
  for (const std::string& name : option.get_snames()) all.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) all.push_back("--" + name);
  return all;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

bool takes_many_values(const CLI::Option& option) {
  return option.get_items_expected_max() > 1;
}

ValueKind value_kind(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  ValueKind kind{choices_of(type), false, ""};
  if (!kind.choices.empty()) return kind;
  for (const std::string_view files : {"FILE", "MODEL", "CONFIG", "BASELINE", "SYSTEM", "FOLDER"}) {
    kind.file = kind.file || contains(type, files);
  }
  if (contains(type, ".toml")) kind.ending = ".toml";
  if (contains(type, "MODEL")) kind.ending = ".safetensors";
  return kind;
}

}  // namespace dragoman
