#include "report/markup.h"

namespace dragoman {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char character : text) {
    switch (character) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += character;
    }
  }
  return safe;
}

std::string script_safe(std::string_view json) {
  std::string safe;
  for (const char character : json) {
    safe += character == '<' ? std::string("\\u003c") : std::string(1, character);
  }
  return safe;
}

}  // namespace dragoman
