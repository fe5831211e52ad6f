#pragma once
#include <string>

#include "dragoman/base/error.h"

namespace dragoman {

/// A request that gets no answer although nothing is wrong with it. What is wrong with one is an
/// InputError.
class Refusal : public Error {
 public:
  enum class Reason { busy, stopping, late, left };

  Refusal(Reason reason, const std::string& message) : Error(message), reason_(reason) {}
  Reason reason() const { return reason_; }

 private:
  Reason reason_;
};

}  // namespace dragoman
