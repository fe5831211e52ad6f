#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

namespace dragoman {

/// The bytes of a file that stay on the disk until they are looked at. The file must not become
/// shorter while it lives.
class MappedFile {
 public:
  /// @throws InputError when the file is missing or unreadable
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }

  /// Gives back the memory of what has been looked at, which comes from the file again when it is
  /// looked at again.
  void forget() const;

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace dragoman
