#pragma once
#include "dragoman/serve/server_options.h"
#include "serve/answers.h"

namespace dragoman {

/// Of `GET /openapi.json`: every path of the server, what it takes and gives.
Json open_api(const ServedModels& models, const ServerOptions& options);

}  // namespace dragoman
