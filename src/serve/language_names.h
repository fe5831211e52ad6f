#pragma once
#include <string>

namespace dragoman {

/// The English name of a language, "German" for "de"; the code itself where it is not known.
std::string language_name(const std::string& code);

}  // namespace dragoman
