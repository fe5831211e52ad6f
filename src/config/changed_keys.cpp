#include "dragoman/config/changed_keys.h"

#include "config/for_each_field.h"
#include "config/value_text.h"

namespace dragoman {

std::vector<ChangedKey> changed_keys(const Config& before, const Config& after) {
  std::vector<ChangedKey> keys;
  for_each_field(before, [&](const Field& field, const auto& value) {
    keys.push_back({field.key(),
                    value_text(value),
                    {},
                    field.constraint.changeable,
                    field.constraint.equivalent});
  });
  auto key = keys.begin();
  for_each_field(after, [&](const Field&, const auto& value) { key++->after = value_text(value); });
  std::erase_if(keys, [](const ChangedKey& changed) { return changed.before == changed.after; });
  return keys;
}

}  // namespace dragoman
