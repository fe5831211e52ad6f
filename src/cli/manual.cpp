#include <filesystem>
#include <memory>
#include <string>

#include "cli/command_tree.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/manual_page.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

void write_manual(const CLI::App& program, const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) fail_input("cannot create {} ({})", folder.string(), failure.message());
  const auto write = [&](const std::string& name, const std::string& text) {
    write_atomically(folder / name, [&](std::ostream& out) { out << text; });
  };
  const std::string& name = program.get_name();
  write(name + ".1", manual_page(program));
  for (const CLI::App* command : shown_commands(program)) {
    write(name + "-" + command->get_name() + ".1", manual_page(program, *command));
  }
  write(name + ".bash", bash_completion(program));
  write("_" + name, zsh_completion(program));
}

}  // namespace

void add_manual(CLI::App& program) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand(
      "manual", "Write the manual pages and the shells' completions into a folder");
  command->group("");  // packages are made with it; nobody else needs it
  command->add_option("folder", *folder, "Where to write")->required()->type_name("FOLDER");
  command->callback([&program, folder] { write_manual(program, *folder); });
}

}  // namespace dragoman
