#include "dragoman/text/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <zlib.h>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

// More is no text; and each takes 32 bytes in memory, of which gzip makes 1/32 of one.
constexpr std::size_t most_empty_lines = 1'000'000;

/// zlib reports a truncated file only once everything before the gap was read.
void check_read_whole(gzFile file, const std::string& path) {
  int code = Z_OK;
  const char* reason = gzerror(file, &code);
  if (code == Z_OK || code == Z_STREAM_END) return;
  if (code == Z_ERRNO) fail_input("cannot read {}: {}", path, std::strerror(errno));
  if (code == Z_BUF_ERROR) {
    fail_input("cannot read {}: the gzip data is truncated; copy or download the file again", path);
  }
  fail_input("cannot read {}: the gzip data is corrupt ({}); copy or download the file again", path,
             reason);
}

}  // namespace

void LineReader::CloseFile::operator()(gzFile file) const {
  gzclose(file);
}

LineReader::LineReader(const std::filesystem::path& path) : path_(path) {
  if (std::filesystem::is_directory(path)) {
    fail_input("cannot read {}: it is a directory, expected a text file", path.string());
  }
  errno = 0;
  file_.reset(gzopen(path.c_str(), "rb"));
  if (!file_) fail_input("cannot read {}: {}", path.string(), std::strerror(errno));
  gzbuffer(file_.get(), 1 << 18);
}

bool LineReader::fill() {
  const int count = gzread(file_.get(), buffer_.data(), buffer_.size());
  if (count <= 0) check_read_whole(file_.get(), path_.string());
  rest_ = {buffer_.data(), static_cast<std::size_t>(std::max(count, 0))};
  return count > 0;
}

bool LineReader::next(std::string& line) {
  line.clear();
  for (;;) {
    const std::size_t end = rest_.find('\n');
    line.append(rest_.substr(0, end));
    check_line(line, path_.string(), count_ + 1);
    if (end != std::string_view::npos) {
      rest_.remove_prefix(end + 1);
      break;
    }
    if (fill()) continue;
    if (line.empty()) return false;
    break;
  }
  finish_line(line);
  return true;
}

void LineReader::finish_line(std::string& line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (count_ == 0 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  ++count_;
  empty_lines_ = line.empty() ? empty_lines_ + 1 : 0;
  if (empty_lines_ > most_empty_lines) {
    fail_input("{}, line {}: {} empty lines in a row; expected text", path_.string(), count_,
               empty_lines_);
  }
}

std::size_t count_lines(const std::filesystem::path& path) {
  LineReader reader(path);
  for (std::string line; reader.next(line);) continue;
  return reader.count();
}

}  // namespace dragoman
