#include "config/known_keys.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "config/for_each_field.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Names = std::vector<std::string>;

struct Known {
  Names keys;
  Names sections;
};

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "model.encoder" of "model.encoder.width"; empty at the top.
std::string_view parent_of(std::string_view key) {
  const size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

std::string_view leaf_of(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

void add_section(std::string_view section, Names& sections) {
  if (section.empty() || contains(sections, section)) return;
  add_section(parent_of(section), sections);
  sections.emplace_back(section);
}

Known known_names() {
  Known known;
  const Config defaults;
  for_each_field(defaults, [&](const Field& field, const auto&) {
    known.keys.push_back(field.key());
    add_section(field.section, known.sections);
  });
  return known;
}

std::string did_you_mean(std::string_view name) {
  return fmt::format("; did you mean '{}'?", name);
}

Names children(std::string_view parent, const Names& names) {
  Names leaves;
  for (const auto& name : names) {
    if (parent_of(name) == parent) leaves.emplace_back(leaf_of(name));
  }
  return leaves;
}

/// Looks for a typing error in the name, then for the name in another section, then for a typing
/// error in the section.
std::string advice(const std::string& key, const Names& valid, const Names& sections) {
  const std::string parent(parent_of(key));
  const Names siblings = children(parent, valid);
  if (const auto leaf = nearest(leaf_of(key), siblings)) {
    return did_you_mean(parent.empty() ? *leaf : parent + "." + *leaf);
  }
  Names namesakes;
  std::copy_if(valid.begin(), valid.end(), std::back_inserter(namesakes),
               [&](const auto& name) { return leaf_of(name) == leaf_of(key); });
  if (namesakes.size() == 1) return did_you_mean(namesakes.front());
  if (const auto name = nearest(key, valid)) return did_you_mean(*name);
  if (!namesakes.empty()) return fmt::format("; valid: {}", fmt::join(namesakes, ", "));
  if (parent.empty() || siblings.empty()) {
    return fmt::format("; valid sections: {}", fmt::join(children("", sections), ", "));
  }
  return fmt::format("; valid in {}: {}", parent, fmt::join(siblings, ", "));
}

}  // namespace

void check_keys(const std::vector<Entry>& entries) {
  const Known known = known_names();
  for (const Entry& entry : entries) {
    if (contains(known.keys, entry.key)) continue;
    if (contains(known.sections, entry.key)) {
      if (entry.is_section()) continue;
      fail_input("{}: {}: got {}, expected a section", entry.place, entry.key, entry.shown());
    }
    const Names& valid = entry.is_section() ? known.sections : known.keys;
    fail_input("{}: {}: unknown {}{}", entry.place, entry.key,
               entry.is_section() ? "section" : "key", advice(entry.key, valid, known.sections));
  }
}

}  // namespace dragoman
