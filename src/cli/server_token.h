#pragma once
#include <optional>
#include <string>

namespace dragoman {

/// Where the token that clients must send may come from.
struct TokenOptions {
  std::optional<std::string> text, file;
};

/// The one that is given, or else the environment's `DRAGOMAN_TOKEN`; empty without any.
/// @throws InputError where two are given, a file has not one line, or it can be no token
std::string server_token(const TokenOptions& options);

}  // namespace dragoman
