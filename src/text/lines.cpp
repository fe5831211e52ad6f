#include "dragoman/text/lines.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include <zlib.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/memory.h"
#include "text/gzip_buffer.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(gzFile file) const { gzclose(file); }
};
using File = std::unique_ptr<gzFile_s, CloseFile>;

File open_text(const fs::path& path) {
  if (fs::is_directory(path)) {
    fail_input("cannot read {}: it is a directory, expected a text file", path.string());
  }
  errno = 0;
  File file(gzopen(path.c_str(), "rb"));
  if (!file) fail_input("cannot read {}: {}", path.string(), std::strerror(errno));
  gzbuffer(file.get(), 1 << 18);
  return file;
}

/// zlib reports a truncated file only once everything before the gap was read.
void check_read_whole(gzFile file, const fs::path& path) {
  int code = Z_OK;
  const char* reason = gzerror(file, &code);
  if (code == Z_OK || code == Z_STREAM_END) return;
  if (code == Z_ERRNO) fail_input("cannot read {}: {}", path.string(), std::strerror(errno));
  if (code == Z_BUF_ERROR) {
    fail_input("cannot read {}: the gzip data is truncated; copy or download the file again",
               path.string());
  }
  fail_input("cannot read {}: the gzip data is corrupt ({}); copy or download the file again",
             path.string(), reason);
}

// More is no text; and each takes 32 bytes here, of which gzip makes 1/32 of one.
constexpr size_t most_empty_lines = 1'000'000;

/// Cuts a stream of chunks into lines.
class LineCutter {
 public:
  explicit LineCutter(const fs::path& path) : path_(path) {}

  void add(std::string_view chunk) {
    while (!chunk.empty()) {
      const size_t end = chunk.find('\n');
      line_.append(chunk.substr(0, end));
      check_line(line_, path_.string(), lines_.size() + 1);
      if (end == std::string_view::npos) return;
      finish_line();
      chunk.remove_prefix(end + 1);
    }
  }

  std::vector<std::string> finish() {
    if (!line_.empty()) finish_line();
    return std::move(lines_);
  }

 private:
  void finish_line() {
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (lines_.empty() && line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
    check_memory();
    lines_.push_back(std::move(line_));
    line_.clear();
  }

  void check_memory() {
    empty_lines_ = line_.empty() ? empty_lines_ + 1 : 0;
    if (empty_lines_ > most_empty_lines) {
      fail_input("{}, line {}: {} empty lines in a row; expected text", path_.string(),
                 lines_.size() + 1, empty_lines_);
    }
    bytes_ += sizeof(line_) + line_.size();
    if (bytes_ > most_bytes_) {
      fail_input(
          "{}, line {}: the lines so far take half of the memory that there is; give a part of "
          "the file",
          path_.string(), lines_.size() + 1);
    }
  }

  const fs::path& path_;
  std::string line_;
  std::vector<std::string> lines_;
  size_t empty_lines_ = 0;  // that came last
  int64_t bytes_ = 0;
  const int64_t most_bytes_ = usable_memory() / 2;
};

}  // namespace

void check_line(std::string_view line, std::string_view origin, size_t number) {
  if (line.find('\0') != std::string_view::npos) {
    fail_input("{}, line {}: a NUL byte; expected UTF-8 text, not UTF-16 or a binary file", origin,
               number);
  }
  if (line.size() > longest_line) {
    fail_input("{}, line {}: over {} bytes; expected text, one sentence a line", origin, number,
               longest_line);
  }
}

std::vector<std::string> read_lines(const fs::path& path) {
  const File file = open_text(path);
  LineCutter cutter(path);
  std::array<char, 1 << 16> chunk;
  for (;;) {
    const int count = gzread(file.get(), chunk.data(), chunk.size());
    if (count <= 0) break;
    cutter.add({chunk.data(), static_cast<size_t>(count)});
  }
  check_read_whole(file.get(), path);
  return cutter.finish();
}

void write_text(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  if (path.extension() != ".gz") return write_atomically(path, write);
  write_atomically(path, [&](std::ostream& out) {
    GzipBuffer buffer(out);
    std::ostream packed(&buffer);
    write(packed);
    buffer.finish();
  });
}

std::vector<std::string> joined_lines(const std::vector<std::string>& lines, int64_t count) {
  const size_t size = static_cast<size_t>(count);
  std::vector<std::string> joined;
  for (size_t begin = 0; begin + size <= lines.size(); begin += size) {
    joined.push_back(lines[begin]);
    for (size_t line = begin + 1; line < begin + size; ++line) joined.back() += " " + lines[line];
  }
  return joined;
}

}  // namespace dragoman
