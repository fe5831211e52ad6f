#pragma once
#include <functional>
#include <string>

#include "dragoman/base/error.h"

namespace dragoman {

/// What an InputError says; empty where none is thrown.
inline std::string complaint(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace dragoman
