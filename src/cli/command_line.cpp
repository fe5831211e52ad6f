#include "cli/command_line.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <optional>
#include <set>
#include <string_view>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Arguments = std::vector<std::string>;

/// Neither a value, nor "-" or a negative number, which are values too.
bool looks_like_option(std::string_view argument) {
  return argument.size() > 1 && argument[0] == '-' &&
         std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
}

/// "--input" of "--input=FILE"
std::string name_of_option(const std::string& argument) {
  return argument.substr(0, argument.find('='));
}

const CLI::Option* find_option(const CLI::App& app, const std::string& name) {
  return looks_like_option(name) ? app.get_option_no_throw(name) : nullptr;
}

std::string help_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? "dragoman --help"
                                     : fmt::format("dragoman {} --help", app.get_name());
}

/// "translate: ", and nothing for the program itself.
std::string place_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? "" : app.get_name() + ": ";
}

[[noreturn]] void fail_unknown_option(const CLI::App& app, const std::string& name) {
  std::vector<std::string> valid;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& known : option->get_lnames()) valid.push_back("--" + known);
  }
  const auto near = nearest(name, valid);
  fail_input("{}unknown option {}; {}", place_of(app), name,
             near ? "did you mean " + *near + "?" : "see " + help_of(app));
}

[[noreturn]] void fail_no_value(const CLI::App& app, const CLI::Option& option) {
  fail_input("{}{} needs a value: {}", place_of(app), option.get_name(), option.get_type_name());
}

/// What CLI11 would report badly or accept: unknown options, an option in place of a value, and an
/// option that is given twice.
void check_options(const CLI::App& app, const Arguments& arguments) {
  std::set<const CLI::Option*> given;
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (*argument == "--") return;
    if (!looks_like_option(*argument)) continue;
    const std::string name = name_of_option(*argument);
    const CLI::Option* option = find_option(app, name);
    if (option == nullptr) fail_unknown_option(app, name);
    if (option->get_items_expected_max() == 0) continue;
    const bool once = option->get_items_expected_max() == 1 &&
                      option->get_multi_option_policy() == CLI::MultiOptionPolicy::Throw;
    if (!given.insert(option).second && once) {
      fail_input("{}{} is given twice", place_of(app), name);
    }
    if (name.size() < argument->size()) {
      if (argument->size() == name.size() + 1) fail_no_value(app, *option);
      continue;
    }
    if (++argument == arguments.end() || find_option(app, name_of_option(*argument)) != nullptr) {
      fail_no_value(app, *option);
    }
  }
}

bool asks_for_help(const CLI::App& app, const Arguments& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    const CLI::Option* option = find_option(app, argument);
    return option != nullptr && option == app.get_help_ptr();
  });
}

/// Of the commands that `wanted` takes.
std::vector<std::string> command_names(const CLI::App& program,
                                       const std::function<bool(const CLI::App*)>& wanted) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands(wanted)) {
    names.push_back(command->get_name());
  }
  return names;
}

void check_arguments(const CLI::App& program, const Arguments& arguments) {
  const auto is_shown = [](const CLI::App* command) { return !command->get_group().empty(); };
  if (arguments.empty()) {
    fail_input("a command is needed: {}; see dragoman --help",
               fmt::join(command_names(program, is_shown), ", "));
  }
  const std::vector<std::string> commands = command_names(program, {});
  const std::string& first = arguments.front();
  if (looks_like_option(first)) return check_options(program, arguments);
  if (std::find(commands.begin(), commands.end(), first) == commands.end()) {
    fail_input("unknown command '{}'{}", first, suggestion(first, commands));
  }
  const CLI::App& command = *program.get_subcommand(first);
  const Arguments own(arguments.begin() + 1, arguments.end());
  if (!asks_for_help(command, own)) check_options(command, own);
}

/// The first argument that is there too few times, if one is.
const CLI::Option* missing_argument(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const auto least = static_cast<size_t>(option->get_items_expected_min());
    if (option->get_required() && option->count() < least) return option;
  }
  return nullptr;
}

/// CLI11's error in our words.
[[noreturn]] void fail_as_input(const CLI::App& program, const CLI::ParseError& error) {
  for (const CLI::App* command : program.get_subcommands()) {
    if (const CLI::Option* option = missing_argument(*command)) {
      const std::string name = option->get_positional() ? "" : option->get_name() + " ";
      const int least = option->get_items_expected_min();
      fail_input(
          "{}{}{} {}; see {}", place_of(*command), name, option->get_type_name(),
          least > 1 ? fmt::format("has {} of at least {}", option->count(), least) : "is missing",
          help_of(*command));
    }
    const Arguments unexpected = command->remaining();
    if (!unexpected.empty()) {
      fail_input("{}unexpected argument '{}'; see {}", place_of(*command), unexpected.front(),
                 help_of(*command));
    }
  }
  fail_input("{}; see dragoman --help", error.what());
}

}  // namespace

void run_command_line(CLI::App& program, int argc, char** argv) {
  program.require_subcommand(0, 1);  // what follows the command is never another
  check_arguments(program, Arguments(argv + std::min(argc, 1), argv + argc));
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help) {
    program.exit(help);
  } catch (const CLI::ParseError& error) {
    fail_as_input(program, error);
  }
}

}  // namespace dragoman
