#pragma once
#include <string>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"

namespace dragoman {

inline Choices some_choices() {
  return {.attention_kinds = {"none", "dot", "scaled_dot", "general", "additive"},
          .other_names = {{"luong", "dot"}, {"luong", "general"}, {"bahdanau", "additive"}}};
}

/// The message of the InputError that `act` throws.
template <class Act>
std::string message_of(Act act) {
  try {
    act();
  } catch (const InputError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find('\n'), std::string::npos) << "a message is one line: " << message;
    return message;
  }
  return "no error";
}

/// The message for a configuration "c.toml" with these overrides.
inline std::string message_of_config(std::string_view toml,
                                     const std::vector<std::string>& overrides = {}) {
  return message_of([&] { parse_config(toml, "c.toml", overrides, some_choices()); });
}

}  // namespace dragoman
