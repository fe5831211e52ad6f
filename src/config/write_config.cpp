#include "config/for_each_field.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"

namespace dragoman {
namespace {

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
    text += fmt::format("# {}{}\n{} = {}\n", field.documentation,
                        valid.empty() ? "" : " [" + valid + "]", field.name, value_text(member));
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
