#include "serve/text_request.h"

#include <algorithm>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr Range of_alternatives = {0, 20};

std::string required_text(const Fields& fields, const std::string& name) {
  std::optional<std::string> text = fields.text(name);
  if (!text || text->empty()) fail_input("{}: missing, expected a language code", name);
  return *text;
}

int64_t characters_in(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
}

}  // namespace

void check_size(const Texts& texts, const std::string& name, const RequestLimits& limits) {
  const auto count = static_cast<int64_t>(texts.items.size());
  if (count > limits.texts) {
    fail_input("{}: got {} texts, expected at most {} in a request", name, count, limits.texts);
  }
  int64_t characters = 0;
  for (const std::string& text : texts.items) characters += characters_in(text);
  if (characters > limits.characters) {
    fail_input("{}: got {} characters, expected at most {} in a request", name, characters,
               limits.characters);
  }
}

Texts required_texts(const Fields& fields, const std::string& name, const RequestLimits& limits) {
  std::optional<Texts> texts = fields.texts(name);
  if (!texts) fail_input("{}: missing, expected a string or an array of strings", name);
  check_size(*texts, name, limits);
  return *std::move(texts);
}

TextRequest parse_text_request(const Fields& fields, const RequestLimits& limits) {
  return {required_texts(fields, "q", limits), required_text(fields, "source"),
          required_text(fields, "target"),
          fields.choice<TextFormat>("format").value_or(TextFormat::text),
          fields.integer("alternatives", of_alternatives).value_or(0)};
}

std::string parse_detect_request(const Fields& fields, const RequestLimits& limits) {
  const Texts texts = required_texts(fields, "q", limits);
  std::string all;
  for (const std::string& text : texts.items) all += text + "\n";
  return all;
}

}  // namespace dragoman
