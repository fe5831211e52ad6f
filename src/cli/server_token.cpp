#include "cli/server_token.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

constexpr const char* variable = "DRAGOMAN_TOKEN";

/// Of a token errors tell nothing but where it came from.
std::string checked(const std::string& token, const std::string& origin) {
  const auto fits = [](char c) { return c > ' ' && c <= '~'; };
  if (!token.empty() && std::all_of(token.begin(), token.end(), fits)) return token;
  fail_input("{}: is no token, expected ASCII letters, digits and signs without spaces", origin);
}

std::string token_in(const std::string& file) {
  const std::vector<std::string> lines = read_lines(file);
  if (lines.size() == 1) return checked(lines.front(), file);
  fail_input("{}: has {} lines, expected one, the token", file, lines.size());
}

}  // namespace

std::string server_token(const TokenOptions& options) {
  if (options.text && options.file) fail_input("--token and --token-file: give one of them");
  if (options.text) return checked(*options.text, "--token");
  if (options.file) return token_in(*options.file);
  const char* inherited = std::getenv(variable);
  return inherited == nullptr ? "" : checked(inherited, variable);
}

}  // namespace dragoman
