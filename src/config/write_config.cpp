#include <algorithm>

#include "config/for_each_field.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"

namespace dragoman {
namespace {

/// Comment lines of a length that one reads at a glance, broken between words.
std::string comment(std::string_view text) {
  constexpr size_t longest = 120;
  std::string lines = "#";
  size_t begin = 0;  // of the line
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (lines.size() - begin + 1 + word.size() > longest) {
      begin = lines.size() + 1;
      lines += "\n# ";
    }
    lines += fmt::format(" {}", word);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return lines + "\n";
}

std::string to_toml(const Config& config, const Choices& choices) {
  std::string text;
  std::string section;
  for_each_field(config, [&](const Field& field, const auto& member) {
    if (field.section != section) {
      text += fmt::format("{}# {}.\n[{}]\n", text.empty() ? "" : "\n", field.section_documentation,
                          field.section);
      section = field.section;
    }
    const std::string valid = describe(field.constraint, choices);
    text +=
        comment(fmt::format("{}{}", field.documentation, valid.empty() ? "" : " [" + valid + "]"));
    text += fmt::format("{} = {}\n", field.name, value_text(member));
  });
  return text;
}

}  // namespace

std::string write_config(const Config& config) {
  return to_toml(config, {});
}

std::string describe_config(const Choices& choices) {
  return to_toml({}, choices);
}

}  // namespace dragoman
