#include "base/descriptor_buffer.h"

#include <cerrno>

#include <unistd.h>

namespace dragoman {

DescriptorBuffer::DescriptorBuffer(int descriptor) : descriptor_(descriptor) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::~DescriptorBuffer() {
  close();
}

bool DescriptorBuffer::close() {
  sync();
  const bool failed = descriptor_ >= 0 && ::close(descriptor_) != 0;
  if (failed && error_ == 0 && errno != EINTR) error_ = errno;  // interrupted, it is closed too
  descriptor_ = -1;
  return error_ == 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(character);
    pbump(1);
  }
  return traits_type::not_eof(character);
}

int DescriptorBuffer::sync() {
  for (const char* next = pbase(); error_ == 0 && next < pptr();) {
    const ssize_t count = ::write(descriptor_, next, static_cast<size_t>(pptr() - next));
    if (count >= 0) next += count;
    if (count < 0 && errno != EINTR) error_ = errno;
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0 ? 0 : -1;
}

}  // namespace dragoman
