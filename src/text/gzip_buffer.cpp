#include "text/gzip_buffer.h"

#include <new>

namespace dragoman {

GzipBuffer::GzipBuffer(std::ostream& packed) : packed_(packed) {
  constexpr int gzip_window = 15 + 16, default_memory = 8;
  if (deflateInit2(&state_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, default_memory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

GzipBuffer::~GzipBuffer() {
  deflateEnd(&state_);
}

GzipBuffer::int_type GzipBuffer::overflow(int_type character) {
  pack(Z_NO_FLUSH);
  if (!packed_) return traits_type::eof();
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(character);
    pbump(1);
  }
  return traits_type::not_eof(character);
}

void GzipBuffer::pack(int flush) {
  state_.next_in = reinterpret_cast<Bytef*>(pbase());
  state_.avail_in = static_cast<uInt>(pptr() - pbase());
  do {
    state_.next_out = reinterpret_cast<Bytef*>(output_.data());
    state_.avail_out = static_cast<uInt>(output_.size());
    deflate(&state_, flush);
    packed_.write(output_.data(), static_cast<std::streamsize>(output_.size() - state_.avail_out));
  } while (state_.avail_out == 0);
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

}  // namespace dragoman
