#include <sstream>

#include "cli/command_tree.h"
#include "cli/completion.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// How a function of the script completes such a value; nothing where only the user knows.
std::string action_of(const ValueKind& kind) {
  if (!kind.choices.empty()) {
    return fmt::format("_dragoman_words '{}'", fmt::join(kind.choices, " "));
  }
  return kind.file ? fmt::format("_dragoman_files '{}'", kind.ending) : ":";
}

std::string words_of_options(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : shown_options(command)) {
    for (const std::string& name : spellings(*option)) words += name + " ";
  }
  return words;
}

std::string words_of_commands(const CLI::App& program) {
  std::string words;
  for (const CLI::App* command : shown_commands(program)) words += command->get_name() + " ";
  return words;
}

/// The values of options first, then a new option, then the positionals.
void write_cases(std::ostream& script, const CLI::App& command) {
  const std::string& name = command.get_name();
  for (const CLI::Option* option : shown_options(command)) {
    if (!takes_value(*option)) continue;
    for (const std::string& spelling : spellings(*option)) {
      script << fmt::format("    '{} {} '{}) {} ;;\n", name, spelling,
                            takes_many_values(*option) ? "*" : "1", action_of(value_kind(*option)));
    }
  }
  std::string positional = ":";
  for (const CLI::Option* option : positionals(command)) {
    if (positional == ":") positional = action_of(value_kind(*option));
  }
  script << fmt::format("    '{} '*) {} ;;\n", name, positional);
}

// `option` is the last word with a dash, `after` how many words the cursor is behind it. Bash takes
// --option=value for three words.
constexpr const char* beginning = R"(# bash completion of dragoman
_dragoman_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
_dragoman_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -X "!*$1" -- "$word"; [ -z "$1" ] || compgen -d -- "$word")
}
_dragoman() {
  local word=${COMP_WORDS[COMP_CWORD]} command= option= after=0 i
  COMPREPLY=()
  [ "$word" != = ] || word=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${COMP_WORDS[i]}" in
    =) ;;
    -*) option=${COMP_WORDS[i]} after=1 ;;
    *) command=${command:-${COMP_WORDS[i]}} after=$((after + 1)) ;;
    esac
  done
)";

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::ostringstream script;
  script << beginning << "  case \"$command $word\" in\n"
         << "    ' -'*) _dragoman_words '" << words_of_options(program) << "'; return ;;\n"
         << "    ' '*) _dragoman_words '" << words_of_commands(program) << "'; return ;;\n";
  for (const CLI::App* command : shown_commands(program)) {
    script << fmt::format("    '{} -'*) _dragoman_words '{}'; return ;;\n", command->get_name(),
                          words_of_options(*command));
  }
  script << "  esac\n  case \"$command $option $after\" in\n";
  for (const CLI::App* command : shown_commands(program)) write_cases(script, *command);
  script << "  esac\n}\ncomplete -F _dragoman dragoman\n";
  return script.str();
}

}  // namespace dragoman
