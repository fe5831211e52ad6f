#include "dragoman/metrics/score.h"

#include <spdlog/fmt/fmt.h>

namespace dragoman {

std::string format_score(const Score& score, int decimals) {
  std::string line = score.name;
  if (!score.signature.empty()) line += "|" + score.signature;
  line += fmt::format(" = {:.{}f}", score.score, decimals);
  if (!score.verbose.empty()) line += " " + score.verbose;
  return line;
}

}  // namespace dragoman
