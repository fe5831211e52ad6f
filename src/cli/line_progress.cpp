#include "cli/line_progress.h"

#include <algorithm>
#include <iostream>
#include <string>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "dragoman/report/progress.h"

namespace dragoman {

LineProgress::LineProgress(std::optional<std::size_t> lines, bool shown, std::size_t before)
    : lines_(lines), shown_(shown && ::isatty(STDERR_FILENO) == 1), before_(before) {}

void LineProgress::show(std::size_t done) {
  if (!shown_) return;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
  const double rate = static_cast<double>(done - before_) / std::max(passed.count(), 1e-3);
  std::string of_all;
  if (lines_) {
    of_all = fmt::format(" of {}  left {}", *lines_,
                         format_duration(static_cast<double>(*lines_ - done) / rate));
  }
  std::cerr << fmt::format("\r\033[K{}{}  {:.0f} lines/s", done, of_all, rate) << std::flush;
  drawn_ = true;
}

void LineProgress::clear() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

}  // namespace dragoman
