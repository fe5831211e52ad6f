#include "config/entries.h"

#include <algorithm>
#include <cctype>
#include <type_traits>
#include <utility>

#include <toml++/toml.h>

#include "config/value_text.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

struct Positioned {
  toml::source_position position;
  Entry entry;
};

std::string key_text(const toml::key& key) {
  const std::string_view text = key.str();
  const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
  // A quoted key may contain a dot, and must not pass for a path.
  return bare ? std::string(text) : value_text(text);
}

std::string type_text(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "table";
    case toml::node_type::array:
      return "array";
    case toml::node_type::string:
      return "string";
    case toml::node_type::integer:
      return "integer";
    case toml::node_type::floating_point:
      return "float";
    case toml::node_type::boolean:
      return "boolean";
    default:
      return "date or time";
  }
}

Entry entry_of(std::string key, const toml::node& node) {
  Entry entry{std::move(key), {}, type_text(node), {}};
  node.visit([&](const auto& typed) {
    using Node = std::decay_t<decltype(typed)>;
    if constexpr (toml::is_array<Node>) {
      for (const toml::node& element : typed) {
        // What is in an array within an array is no value of any key.
        const bool is_nested = element.is_array() || element.is_table();
        entry.elements.push_back(is_nested ? Entry{entry.key, {}, type_text(element), {}}
                                           : entry_of(entry.key, element));
      }
    } else if constexpr (toml::is_string<Node> || toml::is_integer<Node> ||
                         toml::is_floating_point<Node> || toml::is_boolean<Node>) {
      entry.value = typed.get();
    }
  });
  return entry;
}

void set_place(Entry& entry, const std::string& place) {
  entry.place = place;
  for (Entry& element : entry.elements) element.place = place;
}

/// Stops at a depth that no known key has: its section is reported as unknown before.
void flatten(const std::string& key, const toml::node& node, std::vector<Positioned>& found,
             int depth = 0) {
  constexpr int deepest = 16;
  found.push_back({node.source().begin, entry_of(key, node)});
  const toml::table* table = node.as_table();
  if (!table || depth == deepest) return;
  for (const auto& [name, child] : *table) {
    flatten(key + "." + key_text(name), child, found, depth + 1);
  }
}

std::vector<Entry> in_order(std::vector<Positioned> found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  std::vector<Entry> entries;
  entries.reserve(found.size());
  for (auto& item : found) entries.push_back(std::move(item.entry));
  return entries;
}

/// A key with many thousand dots would exhaust the parser's stack, as its tables are nested.
void check_line_lengths(std::string_view text, std::string_view place) {
  constexpr size_t longest = 8192;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > longest) {
      fail_input("{}: got a line of {} bytes, expected at most {}", place, end - begin, longest);
    }
    begin = end + 1;
  }
}

toml::table parse_document(std::string_view toml, std::string_view name) {
  try {
    return toml::parse(toml);
  } catch (const toml::parse_error& error) {
    const auto& position = error.source().begin;
    fail_input("{}:{}:{}: {}", name, position.line, position.column, one_line(error.description()));
  }
}

bool starts_as_quoted_or_bracketed(std::string_view value) {
  return !value.empty() && std::string_view("\"'[{").find(value.front()) != std::string_view::npos;
}

/// The table `{value = ...}`; what is no TOML and does not begin as if it were is a string.
toml::table parse_value(const std::string& value, const std::string& place, bool quoted = false) {
  try {
    toml::table table = toml::parse("value = " + (quoted ? value_text(value) : value));
    if (table.size() == 1) return table;
  } catch (const toml::parse_error& error) {
    if (quoted || starts_as_quoted_or_bracketed(value)) {
      fail_input("{}: {}", place, one_line(error.description()));
    }
  }
  return parse_value(value, place, true);
}

}  // namespace

std::string Entry::shown() const {
  return std::visit(
      [&](const auto& single) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(single)>, std::monostate>) {
          return type;
        } else {
          return type + " " + value_text(single);
        }
      },
      value);
}

std::vector<Entry> parse_entries(std::string_view toml, std::string_view name) {
  check_line_lengths(toml, name);
  std::vector<Positioned> found;
  for (const auto& [key, node] : parse_document(toml, name)) flatten(key_text(key), node, found);
  for (auto& [position, entry] : found) {
    set_place(entry, fmt::format("{}:{}", name, position.line));
  }
  return in_order(std::move(found));
}

std::vector<Entry> parse_override(std::string_view text) {
  check_line_lengths(text, "--set");
  const std::string place = "--set " + one_line(text);
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    fail_input("{}: expected KEY=VALUE, with the full key, as in section.key=1", place);
  }
  std::vector<Positioned> found;
  const toml::table table = parse_value(std::string(text.substr(equals + 1)), place);
  flatten(one_line(text.substr(0, equals)), *table.get("value"), found);
  for (auto& item : found) set_place(item.entry, place);
  return in_order(std::move(found));
}

}  // namespace dragoman
