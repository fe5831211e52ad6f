#include "dragoman/text/lines.h"

#include <string_view>
#include <utility>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/memory.h"
#include "dragoman/text/line_reader.h"
#include "text/gzip_buffer.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Fails once the lines take half of the memory that there is.
class MemoryLimit {
 public:
  void add(const std::string& line, const fs::path& path, size_t number) {
    bytes_ += static_cast<int64_t>(sizeof(line) + line.size());
    if (bytes_ <= most_bytes_) return;
    fail_input(
        "{}, line {}: the lines so far take half of the memory that there is; give a part of "
        "the file, or prepare the corpus (dragoman prepare)",
        path.string(), number);
  }

 private:
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
  LineReader reader(path);
  MemoryLimit limit;
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) {
    limit.add(line, path, reader.count());
    lines.push_back(std::move(line));
  }
  return lines;
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
