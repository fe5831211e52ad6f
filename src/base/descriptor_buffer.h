#pragma once
#include <array>
#include <streambuf>

namespace dragoman {

/// Output to a file descriptor, which it owns: unlike std::filebuf it can go on with one that is
/// open, and keeps the system's reason for a failure.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor);
  ~DescriptorBuffer() override;
  DescriptorBuffer(const DescriptorBuffer&) = delete;
  DescriptorBuffer& operator=(const DescriptorBuffer&) = delete;

  int descriptor() const { return descriptor_; }
  /// Writes out what is left and gives the descriptor back; false when some of it did not arrive.
  bool close();
  /// The errno of the first failure; 0 where all is well.
  int error() const { return error_; }

 private:
  int_type overflow(int_type character) override;
  int sync() override;

  std::array<char, 1 << 16> buffer_;
  int descriptor_;
  int error_ = 0;
};

}  // namespace dragoman
