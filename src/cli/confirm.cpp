#include "cli/confirm.h"

#include <iostream>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {

void confirm(const std::vector<std::string>& doubts, bool yes) {
  if (doubts.empty()) return;
  const std::string all = fmt::format("{}", fmt::join(doubts, "; "));
  if (yes) return spdlog::warn("{}", all);
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0) {
    fail_input("{}; mend the data, or go on with it by --yes", all);
  }
  std::cerr << all << "\nTrain on this data? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") fail_input("not trained: mend the data");
}

}  // namespace dragoman
