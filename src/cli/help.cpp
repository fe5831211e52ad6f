#include "cli/help.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// Of UTF-8, whose characters are all one column wide here.
size_t columns_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

}  // namespace

Help::Help() {
  column_width(34);
  label("SUBCOMMAND", "COMMAND");
}

std::string Help::make_option_opts(const CLI::Option* option) const {
  if (option->get_items_expected_max() == 0) return {};
  return " " + option->get_type_name();
}

std::string Help::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  if (option->get_required() && !option->get_positional()) text += " (required)";
  const std::string standard = option->get_default_str();
  return standard.empty() ? text : fmt::format("{} [{}]", text, standard);
}

std::string Help::make_option_usage(const CLI::Option* option) const {
  const std::string type = option->get_type_name();
  return option->get_required() ? type : "[" + type + "]";
}

std::string Help::make_option(const CLI::Option* option, bool is_positional) const {
  const std::string left = is_positional
                               ? option->get_type_name()
                               : make_option_name(option, false) + make_option_opts(option);
  const size_t columns = 2 + columns_of(left) + 1;
  const std::string gap = columns > get_column_width()
                              ? "\n" + std::string(get_column_width(), ' ')
                              : std::string(get_column_width() - columns + 1, ' ');
  return "  " + left + gap + make_option_desc(option) + "\n";
}

}  // namespace dragoman
