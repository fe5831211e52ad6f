#pragma once
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace dragoman {

/// The lines that come through a pipe. LF and CRLF end one; a last line without an end counts. The
/// lines before one that is refused come first.
class PipedLines {
 public:
  /// @param descriptor open for reading, and not closed by this
  explicit PipedLines(int descriptor) : descriptor_(descriptor) {}

  /// The next lines, `most` at most: fewer where whoever writes them waits, none at the end.
  /// @throws Error where reading fails, InputError as `check_line`
  std::vector<std::string> next(std::size_t most);

 private:
  /// @param number of the line, from 1
  std::optional<std::string> take(std::size_t number);
  bool writer_waits() const;
  void read_more();

  int descriptor_;
  bool ended_ = false;
  std::size_t given_ = 0;  // lines
  std::exception_ptr refusal_;
  std::string buffer_;
  std::size_t begin_ = 0, scanned_ = 0;  // in the buffer: the next line, and what has no end of it
};

}  // namespace dragoman
