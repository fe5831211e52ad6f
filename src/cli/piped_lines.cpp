#include "cli/piped_lines.h"

#include <cerrno>
#include <system_error>

#include <sys/poll.h>
#include <unistd.h>

#include "dragoman/base/error.h"

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
  std::vector<std::string> lines;
  while (lines.size() < most) {
    if (std::optional<std::string> line = take()) {
      lines.push_back(std::move(*line));
    } else if (ended_ || (!lines.empty() && writer_waits())) {
      break;
    } else {
      read_more();
    }
  }
  return lines;
}

std::optional<std::string> PipedLines::take() {
  const std::size_t end = buffer_.find('\n', scanned_);
  if (end == std::string::npos && (!ended_ || begin_ == buffer_.size())) {
    scanned_ = buffer_.size();
    return std::nullopt;
  }
  const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
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
