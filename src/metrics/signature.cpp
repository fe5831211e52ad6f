#include "metrics/signature.h"

#include <spdlog/fmt/fmt.h>

#include "metrics/corpus.h"

namespace dragoman {

std::string make_signature(const References& references, SignatureFields fields) {
  const auto count = reference_count(references);
  std::string signature = "nrefs:" + (count ? std::to_string(*count) : "var");
  for (const auto& [name, value] : fields) signature += fmt::format("|{}:{}", name, value);
  return signature + "|version:dragoman-" DRAGOMAN_VERSION;
}

std::string yes_or_no(bool value) {
  return value ? "yes" : "no";
}

}  // namespace dragoman
