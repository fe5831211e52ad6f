#pragma once
#include <string>

#include "cli/translation_choice.h"

namespace dragoman {

/// Translates what is typed on the terminal until Ctrl-D, and obeys commands that begin with a
/// colon. Ctrl-C stops the sentence under way. Where no precision is chosen, it is `automatic`:
/// somebody waits.
void translate_interactively(const std::string& model, const TranslationChoice& choice,
                             SearchOptions search);

}  // namespace dragoman
