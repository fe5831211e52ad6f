#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

namespace dragoman {

/// Something failed; the command ends with exit code 1. The message is one line: what was wrong,
/// where, what was expected, what to do.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user's input was wrong (a file, an option, a configuration); exit code 2.
class InputError : public Error {
 public:
  using Error::Error;
};

template <typename... Arguments>
[[noreturn]] void fail(fmt::format_string<Arguments...> message, Arguments&&... arguments) {
  throw Error(fmt::format(message, std::forward<Arguments>(arguments)...));
}

template <typename... Arguments>
[[noreturn]] void fail_input(fmt::format_string<Arguments...> message, Arguments&&... arguments) {
  throw InputError(fmt::format(message, std::forward<Arguments>(arguments)...));
}

/// The one valid name that `got` is the beginning of, or one a typing error away from it, if any.
std::optional<std::string> nearest(std::string_view got, const std::vector<std::string>& valid);

/// "; did you mean 'nearest'?" where a valid name is near `got`, else "; valid: a, b, c".
std::string suggestion(std::string_view got, const std::vector<std::string>& valid);

}  // namespace dragoman
