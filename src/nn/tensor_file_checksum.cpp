#include "nn/tensor_file_checksum.h"

#include <array>
#include <bit>

#include <zlib.h>

#include "dragoman/base/error.h"
#include "nn/tensor_file_header.h"

namespace dragoman {

uint32_t checksum_of(const void* bytes, size_t size) {
  // zlib takes a null pointer, which an empty tensor may have, for a new start.
  if (size == 0) return 0;
  return static_cast<uint32_t>(crc32_z(0, static_cast<const Bytef*>(bytes), size));
}

TensorFileChecksum::TensorFileChecksum(std::string header) {
  header.replace(checksum_prefix.size(), checksum_zeros.size(), checksum_zeros);
  const auto size = std::bit_cast<std::array<char, 8>>(uint64_t{header.size()});
  sum_ = checksum_of(size.data(), size.size());
  add(checksum_of(header.data(), header.size()), header.size());
}

void TensorFileChecksum::add(uint32_t checksum, size_t size) {
  sum_ = static_cast<uint32_t>(crc32_combine(sum_, checksum, static_cast<z_off_t>(size)));
}

std::string TensorFileChecksum::digits() const {
  return fmt::format("{:08x}", sum_);
}

}  // namespace dragoman
