#pragma once
#include <bit>
#include <cstdint>

namespace dragoman {

/// The nearest bfloat16, the upper half of a float; of two as near the even one. What is not a
/// number stays none.
inline uint16_t to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  if (value != value) return static_cast<uint16_t>((bits >> 16) | 0x40);
  return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

inline float from_bfloat16(uint16_t half) {
  return std::bit_cast<float>(uint32_t{half} << 16);
}

}  // namespace dragoman
