#pragma once
#include <memory>

#include "cli/translation_choice.h"

namespace dragoman {

/// Translates what is typed on the terminal until Ctrl-D, and obeys commands that begin with a
/// colon. Ctrl-C stops the sentence under way.
void translate_interactively(std::unique_ptr<Translator> translator,
                             const TranslationChoice& choice, const SearchOptions& search);

}  // namespace dragoman
