#include "dragoman/metrics/score.h"

#include "dragoman/base/error.h"

namespace dragoman {

std::string format_score(const Score& score, int decimals) {
  std::string line = score.name;
  if (!score.signature.empty()) line += "|" + score.signature;
  line += fmt::format(" = {:.{}f}", score.score, decimals);
  if (!score.verbose.empty()) line += " " + score.verbose;
  return line;
}

References single_references(const std::vector<std::string>& lines) {
  References references;
  for (const std::string& line : lines) references.push_back({line});
  return references;
}

}  // namespace dragoman
