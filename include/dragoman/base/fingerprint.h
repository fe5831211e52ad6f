#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman {

/// 64-bit FNV-1a of all that is added, in its order: tells two contents apart, but not against
/// forgery.
class Fingerprint {
 public:
  void add(std::string_view bytes);

  uint64_t value() const { return hash_; }

  /// The value in 16 hexadecimal digits.
  std::string text() const;

 private:
  uint64_t hash_ = 0xCBF29CE484222325ULL;
};

}  // namespace dragoman
