#pragma once
#include <cstdint>
#include <string>

#include "dragoman/base/names.h"
#include "dragoman/serve/server_options.h"
#include "serve/fields.h"

namespace dragoman {

enum class TextFormat { text, html };

template <>
inline constexpr auto name_table<TextFormat> =
    std::to_array<Named<TextFormat>>({{TextFormat::text, "text"}, {TextFormat::html, "html"}});

/// What a client of LibreTranslate asks to be translated.
struct TextRequest {
  static constexpr const char* any_source = "auto";

  Texts texts;
  std::string source, target;  // codes; the source may be `any_source`
  TextFormat format = TextFormat::text;
  int64_t alternatives = 0;  // wanted of each text besides the best
};

/// Fields that it does not know are passed over, as LibreTranslate does.
/// @throws InputError of one line
TextRequest parse_text_request(const Fields& fields, const RequestLimits& limits);

/// The text whose language a client asks for.
/// @throws InputError of one line
std::string parse_detect_request(const Fields& fields, const RequestLimits& limits);

/// @throws InputError where there are none, too many, or too many characters in them; `name` is the
/// field's
void check_size(const Texts& texts, const std::string& name, const RequestLimits& limits);

/// @throws InputError where the field is not there
Texts required_texts(const Fields& fields, const std::string& name, const RequestLimits& limits);

}  // namespace dragoman
