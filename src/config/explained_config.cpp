#include "dragoman/config/explained_config.h"

#include "config/for_each_field.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"

namespace dragoman {

std::string write_explained(const Config& config, const Reasons& reasons) {
  std::string text, section;
  Reasons unwritten = reasons;
  for_each_field(config, [&](const Field& field, const auto& member) {
    const auto reason = unwritten.extract(field.key());
    if (!reason) return;
    if (field.section != section) {
      text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", field.section);
      section = field.section;
    }
    if (!reason.mapped().empty()) text += fmt::format("# {}\n", one_line(reason.mapped()));
    text += fmt::format("{} = {}\n", field.name, value_text(member));
  });
  if (!unwritten.empty()) fail("{}: a reason, but no such key", unwritten.begin()->first);
  return text;
}

}  // namespace dragoman
