#pragma once
#include <string>

namespace dragoman {

/// The English name of a language, "German" for "de" and "Portuguese (BR)" for "pt-BR"; the code
/// itself where it is not known.
std::string language_name(const std::string& code);

}  // namespace dragoman
