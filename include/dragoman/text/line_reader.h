#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct gzFile_s;  // zlib's

namespace dragoman {

/// The lines of a text file, one after the other, as `read_lines` understands them; no more of the
/// file than a line is in memory.
class LineReader {
 public:
  /// @throws InputError when `path` is missing, a directory or unreadable
  explicit LineReader(const std::filesystem::path& path);

  /// Whether there is a further line, which is then in `line`.
  /// @throws InputError as `read_lines`
  bool next(std::string& line);

  /// How many lines there were so far.
  std::size_t count() const { return count_; }

 private:
  struct CloseFile {
    void operator()(gzFile_s* file) const;
  };

  bool fill();
  void finish_line(std::string& line);

  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, CloseFile> file_;
  std::array<char, 1 << 16> buffer_;
  std::string_view rest_;  // of the buffer
  std::size_t count_ = 0;
  std::size_t empty_lines_ = 0;  // that came last
};

/// How many lines a text file has. @throws InputError as `read_lines`
std::size_t count_lines(const std::filesystem::path& path);

}  // namespace dragoman
