#include <sstream>
#include <string_view>

#include "cli/command_tree.h"
#include "cli/completion.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// A text within a quoted specification of _arguments, whose own signs it must not hold.
std::string quoted(const std::string& text) {
  std::string plain;
  for (const char letter : text) {
    if (std::string_view("[]:\\").find(letter) != std::string_view::npos) plain += '\\';
    plain += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return plain;
}

std::string zsh_action(const ValueKind& kind) {
  if (!kind.choices.empty()) return fmt::format("({})", fmt::join(kind.choices, " "));
  if (!kind.file) return " ";
  return kind.ending.empty() ? "_files" : fmt::format("_files -g \"*{}\"", kind.ending);
}

std::string value_of(const CLI::Option& option) {
  return fmt::format(":{}:{}", quoted(option.get_type_name()), zsh_action(value_kind(option)));
}

void write_arguments(std::ostream& script, const CLI::App& command, const char* indent) {
  for (const CLI::Option* option : shown_options(command)) {
    for (const std::string& name : spellings(*option)) {
      script << fmt::format(" \\\n{}'*{}{}[{}]", indent, name, takes_value(*option) ? "=" : "",
                            quoted(option->get_description()));
      if (takes_many_values(*option)) script << ":*-*";
      script << (takes_value(*option) ? value_of(*option) : "") << "'";
    }
  }
  for (const CLI::Option* option : positionals(command)) {
    script << " \\\n" << indent << "'" << (takes_many_values(*option) ? "*" : "");
    script << value_of(*option) << "'";
  }
}

}  // namespace

std::string zsh_completion(const CLI::App& program) {
  std::ostringstream script;
  script << "#compdef dragoman\n_dragoman() {\n  local state line\n  local -a commands=(\n";
  for (const CLI::App* command : shown_commands(program)) {
    script << fmt::format("    '{}:{}'\n", command->get_name(), quoted(command->get_description()));
  }
  script << "  )\n  _arguments -C";
  write_arguments(script, program, "    ");
  script << " \\\n    '1:command:->command' '*::argument:->arguments'\n"
         << "  case $state in\n  command) _describe command commands ;;\n"
         << "  arguments)\n    case $line[1] in\n";
  for (const CLI::App* command : shown_commands(program)) {
    script << "    " << command->get_name() << ") _arguments";
    write_arguments(script, *command, "      ");
    script << " ;;\n";
  }
  script << "    esac ;;\n  esac\n}\n_dragoman \"$@\"\n";
  return script.str();
}

}  // namespace dragoman
