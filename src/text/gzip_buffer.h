#pragma once
#include <array>
#include <ostream>
#include <streambuf>

#include <zlib.h>

namespace dragoman {

/// Packs by gzip what is written to it, into a stream.
class GzipBuffer : public std::streambuf {
 public:
  explicit GzipBuffer(std::ostream& packed);
  ~GzipBuffer() override;
  GzipBuffer(const GzipBuffer&) = delete;
  GzipBuffer& operator=(const GzipBuffer&) = delete;

  /// Writes the end of the gzip data, once everything else is written.
  void finish() { pack(Z_FINISH); }

 private:
  int_type overflow(int_type character) override;
  // A flush would cost compression, and half a gzip file is of no use to a reader; but a failure of
  // the stream below is one of this.
  int sync() override { return packed_ ? 0 : -1; }
  /// Packs the buffer. @param flush zlib's
  void pack(int flush);

  std::array<char, 1 << 16> buffer_;
  std::array<char, 1 << 16> output_;
  std::ostream& packed_;
  z_stream state_{};
};

}  // namespace dragoman
