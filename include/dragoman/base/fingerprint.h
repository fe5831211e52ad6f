#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// Of the contents of files, one after the other; empty without any. What cannot be read counts as
/// empty: whoever needs it refuses it.
std::string fingerprint_of_files(const std::vector<std::string>& paths);

}  // namespace dragoman
