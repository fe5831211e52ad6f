#pragma once
#include "dragoman/serve/served_models.h"
#include "serve/answers.h"
#include "serve/search_service.h"
#include "serve/text_request.h"

namespace dragoman {

/// Answers `POST /translate` as LibreTranslate does: "translatedText", "alternatives" where some
/// were asked for, "detectedLanguage" where the source was to be found out.
/// @throws InputError, Refusal
Json translate_text(const TextRequest& request, const ServedModels& models, SearchService& service);

}  // namespace dragoman
