#pragma once
#include <cstdint>
#include <string>

namespace dragoman {

/// A count as people read it: 1,513,384.
std::string grouped(int64_t count);

}  // namespace dragoman
