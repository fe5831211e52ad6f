#include "config/value_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "dragoman/base/error.h"

namespace dragoman {

std::string one_line(std::string_view text) {
  std::string result;
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    const bool control = code < 0x20 || code == 0x7f;
    result += control ? fmt::format("\\u{:04x}", code) : std::string(1, character);
  }
  return result;
}

std::string value_text(bool value) {
  return value ? "true" : "false";
}

std::string value_text(int64_t value) {
  return fmt::format("{}", value);
}

std::string value_text(double value) {
  // Plain digits where they are short; a whole number needs ".0" to stay a float in TOML.
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  const auto written = plain ? std::to_chars(buffer.data(), end, value, std::chars_format::fixed)
                             : std::to_chars(buffer.data(), end, value);
  std::string text(buffer.data(), written.ptr);
  if (plain && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string value_text(std::string_view value) {
  std::string quoted;
  for (const char character : value) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return '"' + one_line(quoted) + '"';
}

}  // namespace dragoman
