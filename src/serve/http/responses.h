#pragma once
#include <functional>
#include <string>

#include <httplib.h>

#include "serve/answers.h"

namespace dragoman {

void set_json(httplib::Response& response, const Json& json);

/// {"error": message}
void set_error(httplib::Response& response, int status, const std::string& message);

/// Runs `respond`; what it throws becomes the response: 400 where the input is wrong, 429, 503 or
/// 504 where it is refused, 499 (which only the log sees) where the client has left, 500 for all
/// else, of which the log tells.
void with_errors(httplib::Response& response, const std::function<void()>& respond);

}  // namespace dragoman
