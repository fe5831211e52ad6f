#include "cli/piped_lines.h"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <sys/poll.h>
#include <unistd.h>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

constexpr std::size_t chunk = 1 << 16;  // what a pipe holds
// Longer than a program that has more to say needs, shorter than people notice.
constexpr int patience_in_milliseconds = 10;

std::string without_return(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

std::vector<std::string> PipedLines::next(std::size_t most) {
  if (refusal_) std::rethrow_exception(refusal_);
  std::vector<std::string> lines;
  try {
    while (lines.size() < most) {
      if (std::optional<std::string> line = take(given_ + lines.size() + 1)) {
        lines.push_back(std::move(*line));
      } else if (ended_ || (!lines.empty() && writer_waits())) {
        break;
      } else {
        read_more();
      }
    }
  } catch (const InputError&) {
    if (lines.empty()) throw;
    refusal_ = std::current_exception();
  }
  given_ += lines.size();
  return lines;
}

std::optional<std::string> PipedLines::take(std::size_t number) {
  const std::size_t end = buffer_.find('\n', scanned_);
  const bool whole = end != std::string::npos || (ended_ && begin_ < buffer_.size());
  const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
  if (whole || stop - begin_ > longest_line) {
    check_line(std::string_view(buffer_).substr(begin_, stop - begin_), "stdin", number);
  }
  if (!whole) {
    scanned_ = buffer_.size();
    return std::nullopt;
  }
  std::string line = buffer_.substr(begin_, stop - begin_);
  begin_ = scanned_ = end == std::string::npos ? stop : stop + 1;
  return without_return(std::move(line));
}

bool PipedLines::writer_waits() const {
  pollfd waiting{descriptor_, POLLIN, 0};
  return ::poll(&waiting, 1, patience_in_milliseconds) == 0;
}

void PipedLines::read_more() {
  buffer_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + chunk);
  ssize_t count = 0;
  do {
    count = ::read(descriptor_, buffer_.data() + held, chunk);
  } while (count < 0 && errno == EINTR);
  if (count < 0) fail("reading stdin failed: {}", std::generic_category().message(errno));
  buffer_.resize(held + static_cast<std::size_t>(count));
  ended_ = count == 0;
}

}  // namespace dragoman
