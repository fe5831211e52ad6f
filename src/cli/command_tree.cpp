#include "cli/command_tree.h"

#include <sstream>
#include <string_view>

#include "dragoman/base/error.h"

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

/// The type that --help shows, without what CLI11 adds of its checks.
std::string type_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

/// Of "a|b|c", or of CLI11's own "TEXT:{a,b,c}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = type_of(option);
  if (contains(type, "|")) return words_between(type.substr(0, type.find(' ')), '|');
  const std::string all = option.get_type_name();
  const size_t open = all.find('{'), close = all.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return words_between(all.substr(open + 1, close - open - 1), ',');
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

std::string value_name(const CLI::Option& option) {
  const std::vector<std::string> choices = choices_of(option);
  if (choices.empty()) return type_of(option);
  return fmt::format("{}", fmt::join(choices, "|"));
}

ValueKind value_kind(const CLI::Option& option) {
  const std::string type = type_of(option);
  ValueKind kind{choices_of(option), false, ""};
  if (!kind.choices.empty()) return kind;
  for (const std::string_view files : {"FILE", "MODEL", "CONFIG", "BASELINE", "SYSTEM", "FOLDER"}) {
    kind.file = kind.file || contains(type, files);
  }
  if (contains(type, ".toml")) kind.ending = ".toml";
  if (contains(type, "MODEL")) kind.ending = ".safetensors";
  return kind;
}

}  // namespace dragoman
