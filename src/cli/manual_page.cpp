#include "cli/manual_page.h"

#include <cctype>
#include <sstream>

#include "cli/command_tree.h"
#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

/// Text that roff prints as it stands: backslashes, hyphens that are typed, characters beyond
/// ASCII, and dots or quotes that would begin a request.
std::string roff(const std::string& text) {
  std::string escaped;
  bool line_start = true;
  for (const char32_t letter : decode_utf8(text)) {
    if (line_start && (letter == '.' || letter == '\'')) escaped += "\\&";
    if (letter == '\\') {
      escaped += "\\e";
    } else if (letter == '-') {
      escaped += "\\-";
    } else if (letter > 0x7e) {
      escaped += fmt::format("\\[u{:04X}]", static_cast<uint32_t>(letter));
    } else {
      escaped += static_cast<char>(letter);
    }
    line_start = letter == '\n';
  }
  return escaped;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}
std::string italic(const std::string& text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string page_name(const CLI::App& program, const CLI::App& command) {
  return &program == &command ? program.get_name() : program.get_name() + "-" + command.get_name();
}

/// "dragoman-train(1)", never broken at the hyphen.
std::string reference(const CLI::App& program, const CLI::App& command) {
  return "\\%" + bold(page_name(program, command)) + "(1)";
}

/// A footer: prose, then examples, which begin at a line "Example:" or "Examples:".
struct Footer {
  std::string prose, examples;
};

Footer footer_of(const CLI::App& command) {
  Footer footer;
  bool in_examples = false;
  std::istringstream lines(command.get_footer());
  for (std::string line; std::getline(lines, line);) {
    if (line == "Example:" || line == "Examples:") {
      in_examples = true;
    } else {
      (in_examples ? footer.examples : footer.prose) += line + "\n";
    }
  }
  return footer;
}

void write_heading(std::ostream& page, const std::string& name, const std::string& summary) {
  std::string upper;
  for (const unsigned char letter : name) upper += static_cast<char>(std::toupper(letter));
  page << ".TH " << roff(upper) << " 1 \"\" \"Dragoman " DRAGOMAN_VERSION "\" \"Dragoman\"\n"
       << ".SH NAME\n"
       << roff(name) << " \\- " << roff(summary) << "\n";
}

std::string synopsis_of(const CLI::Option& option) {
  std::string text;
  if (option.nonpositional()) text = bold(spellings(option).back()) + " ";
  text += italic(option.get_type_name());
  return option.get_required() ? text : "[" + text + "]";
}

void write_synopsis(std::ostream& page, const CLI::App& program, const CLI::App& command) {
  page << ".SH SYNOPSIS\n" << bold(program.get_name());
  if (&program == &command) {
    page << " " << italic("COMMAND") << " [" << italic("OPTION") << "]...\n";
    return;
  }
  page << " " << bold(command.get_name());
  for (const CLI::Option* option : positionals(command)) page << " " << synopsis_of(*option);
  for (const CLI::Option* option : shown_options(command)) {
    if (option->get_required() && !option->get_positional()) page << " " << synopsis_of(*option);
  }
  page << " [" << italic("OPTION") << "]...\n";
}

/// `term` and `text` are roff.
void write_item(std::ostream& page, const std::string& term, const std::string& text) {
  page << ".TP\n" << term << "\n" << text << "\n";
}

/// What --help says of an option.
std::string meaning_of(const CLI::Option& option) {
  std::string notes;
  if (!option.get_default_str().empty()) notes += " Default: " + option.get_default_str() + ".";
  if (option.get_required()) notes += " Required.";
  return roff(option.get_description() + (notes.empty() ? "" : "." + notes));
}

void write_options(std::ostream& page, const CLI::App& command) {
  if (!positionals(command).empty()) page << ".SH ARGUMENTS\n";
  for (const CLI::Option* option : positionals(command)) {
    write_item(page, italic(option->get_type_name()), meaning_of(*option));
  }
  page << ".SH OPTIONS\n";
  for (const CLI::Option* option : shown_options(command)) {
    std::string term;
    for (const std::string& name : spellings(*option)) {
      term += (term.empty() ? "" : ", ") + bold(name);
    }
    if (takes_value(*option)) term += " " + italic(option->get_type_name());
    write_item(page, term, meaning_of(*option));
  }
}

void write_exit_status(std::ostream& page) {
  page << ".SH EXIT STATUS\n";
  write_item(page, bold("0"), "Done.");
  write_item(page, bold("1"), "Failed; one line on standard error says why.");
  write_item(page, bold("2"), "The input was wrong; one line says where and what to do.");
  write_item(page, bold("130"), "Interrupted, and saved.");
}

void write_see_also(std::ostream& page, const CLI::App& program, const CLI::App& command) {
  page << ".SH SEE ALSO\n";
  std::string before;
  const auto refer = [&](const CLI::App& other) {
    if (&other == &command) return;
    page << before << reference(program, other);
    before = ",\n";
  };
  refer(program);
  for (const CLI::App* other : shown_commands(program)) refer(*other);
  page << "\n";
}

void write_end(std::ostream& page, const CLI::App& program, const CLI::App& command) {
  const Footer footer = footer_of(command);
  if (!footer.examples.empty()) page << ".SH EXAMPLES\n.EX\n" << roff(footer.examples) << ".EE\n";
  write_exit_status(page);
  write_see_also(page, program, command);
}

}  // namespace

std::string manual_page(const CLI::App& program) {
  std::ostringstream page;
  const std::string summary = program.get_description();
  const size_t colon = summary.find(": ");  // after the program's name
  write_heading(page, program.get_name(),
                colon == std::string::npos ? summary : summary.substr(colon + 2));
  write_synopsis(page, program, program);
  page << ".SH COMMANDS\n";
  for (const CLI::App* command : shown_commands(program)) {
    write_item(page, bold(command->get_name()),
               roff(command->get_description()) + "; see " + reference(program, *command) + ".");
  }
  write_options(page, program);
  write_end(page, program, program);
  return page.str();
}

std::string manual_page(const CLI::App& program, const CLI::App& command) {
  std::ostringstream page;
  write_heading(page, page_name(program, command), command.get_description());
  write_synopsis(page, program, command);
  const std::string prose = footer_of(command).prose;
  page << ".SH DESCRIPTION\n" << roff(command.get_description()) << ".\n";
  if (!prose.empty()) page << ".PP\n" << roff(prose);
  write_options(page, command);
  write_end(page, program, command);
  return page.str();
}

}  // namespace dragoman
