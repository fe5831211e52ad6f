#pragma once
#include <functional>

#include "dragoman/serve/served_models.h"
#include "serve/answers.h"
#include "serve/search_service.h"
#include "serve/text_request.h"

namespace dragoman {

/// Answers `POST /translate` as LibreTranslate does: "translatedText", "alternatives" where some
/// were asked for, "detectedLanguage" where the source was to be found out.
/// @param has_left whether the client has @throws InputError, Refusal
Json translate_text(const TextRequest& request, const ServedModels& models, SearchService& service,
                    std::function<bool()> has_left);

}  // namespace dragoman
