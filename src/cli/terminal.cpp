#include "cli/terminal.h"

#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace dragoman {

TerminalStyle terminal_style() {
  TerminalStyle style;
  if (::isatty(STDOUT_FILENO) != 1) return style;
  const char* colours = std::getenv("COLORTERM");
  const std::string offered = colours == nullptr ? "" : colours;
  style.true_colour = offered == "truecolor" || offered == "24bit";
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.columns = size.ws_col;
  return style;
}

}  // namespace dragoman
