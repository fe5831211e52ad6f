#include "dragoman/search/n_best.h"

#include <spdlog/fmt/fmt.h>

namespace dragoman {

std::string n_best_line(std::size_t index, const std::string& text, double score) {
  return fmt::format("{} ||| {} ||| {:.6f}", index, text, score);
}

}  // namespace dragoman
