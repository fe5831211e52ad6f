#pragma once
#include <string>
#include <string_view>

namespace dragoman {

/// `text` as HTML and SVG show it literally.
std::string escaped(std::string_view text);

/// JSON that no script element can end within.
std::string script_safe(std::string_view json);

}  // namespace dragoman
