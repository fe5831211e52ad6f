#pragma once
#include <string>

#include "cli/translation_choice.h"

namespace dragoman {

/// Translates what is typed on the terminal until Ctrl-D or :quit, and obeys commands that begin
/// with a colon. Ctrl-C stops the sentence under way. As somebody waits, int8 is preferred to the
/// fp32 that models have by default.
void translate_interactively(const std::string& model, const TranslationChoice& choice,
                             SearchOptions search);

}  // namespace dragoman
