#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace dragoman {

/// CRC-32 of a tensor's bytes.
uint32_t checksum_of(const void* bytes, size_t size);

/// CRC-32 of a whole tensor file, the digits in its own header read as zeros.
class TensorFileChecksum {
 public:
  /// @param header of a file that Dragoman writes
  explicit TensorFileChecksum(std::string header);

  /// The next tensor, in the order of the file.
  void add(uint32_t checksum, size_t size);

  /// As it stands in the header: in hexadecimal.
  std::string digits() const;

 private:
  uint32_t sum_;
};

}  // namespace dragoman
