#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace dragoman {

/// A file that grows at its end, such as a log. What a full disk refuses is kept in memory and
/// written before all that follows, so that the file never lacks anything in its middle.
class AppendFile {
 public:
  /// Opens the file, or makes it.
  /// @throws InputError with the path and the system's reason
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Appends the text, or as much as there is room for. Returns whether all of it stands there.
  bool write(std::string_view text);

  /// Tries again what could not be written yet.
  /// @throws Error with the path and the system's reason where it still cannot
  void finish();

  /// Why the last write was not whole, for people.
  const std::string& reason() const { return reason_; }

 private:
  std::filesystem::path path_;
  int descriptor_;
  std::string unwritten_, reason_;
};

}  // namespace dragoman
