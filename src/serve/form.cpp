#include "serve/form.h"

#include <charconv>

namespace dragoman {
namespace {

/// The byte that "%C3" at the beginning of `text` stands for; -1 where it stands for none.
int escaped_byte(std::string_view text) {
  int byte = 0;
  if (text.size() < 3 || text[0] != '%') return -1;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
  return error == std::errc() && end == text.data() + 3 && byte >= 0 ? byte : -1;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (size_t place = 0; place < text.size(); ++place) {
    const int byte = escaped_byte(text.substr(place));
    if (byte >= 0) place += 2;
    plain += byte >= 0 ? static_cast<char>(byte) : text[place] == '+' ? ' ' : text[place];
  }
  return plain;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_form(std::string_view body) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!body.empty()) {
    const std::string_view field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), field.size() + 1));
    if (field.empty()) continue;
    const size_t equals = std::min(field.find('='), field.size());
    const std::string_view value = field.substr(std::min(equals + 1, field.size()));
    fields.emplace_back(unescaped(field.substr(0, equals)), unescaped(value));
  }
  return fields;
}

}  // namespace dragoman
