#include "dragoman/base/escaped.h"

namespace dragoman {
namespace {

std::string_view reference_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    default:
      return "&quot;";
  }
}

}  // namespace

std::string escaped(std::string_view text, std::string_view special) {
  std::string safe;
  for (const char character : text) {
    if (special.find(character) == std::string_view::npos) {
      safe += character;
    } else {
      safe += reference_of(character);
    }
  }
  return safe;
}

}  // namespace dragoman
