#pragma once
#include <string>

#include "dragoman/base/error.h"

namespace dragoman {

/// The message of the InputError that `act` throws.
template <class Act>
std::string message_of(Act act) {
  try {
    act();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace dragoman
