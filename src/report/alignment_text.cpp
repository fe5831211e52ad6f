#include "dragoman/report/alignment_text.h"

#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr double least_soft_weight = 0.01;

std::string hard_pairs(const Alignment& alignment) {
  std::vector<std::string> pairs;
  for (const auto& [source, target] : hard_links(alignment)) {
    pairs.push_back(fmt::format("{}-{}", source, target));
  }
  return fmt::format("{}", fmt::join(pairs, " "));
}

std::string soft_pairs(const Alignment& alignment) {
  std::vector<std::string> pairs;
  for (size_t target = 0; target < alignment.target.size(); ++target) {
    for (size_t source = 0; source + 1 < alignment.source.size(); ++source) {
      const double weight = alignment.weights[target][source];
      if (weight < least_soft_weight) continue;
      pairs.push_back(fmt::format("{}-{}:{:.3g}", source, target, weight));
    }
  }
  return fmt::format("{}", fmt::join(pairs, " "));
}

/// To six decimals: more would be noise on the screen.
AlignmentMatrix rounded(AlignmentMatrix weights) {
  for (auto& row : weights) {
    for (double& weight : row) weight = std::round(weight * 1e6) / 1e6;
  }
  return weights;
}

std::string as_json(const Translation& translation, const Alignment& alignment) {
  nlohmann::ordered_json object = {{"translation", translation.text},
                                   {"score", translation.score},
                                   {"source", alignment.source},
                                   {"target", alignment.target},
                                   {"weights", rounded(alignment.weights)}};
  for (const AlignmentMatrix& head : alignment.heads) object["heads"].push_back(rounded(head));
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

std::string format_alignment(const Translation& translation, const Alignment& alignment,
                             AlignmentFormat format) {
  switch (format) {
    case AlignmentFormat::hard:
      return translation.text + " ||| " + hard_pairs(alignment);
    case AlignmentFormat::soft:
      return translation.text + " ||| " + soft_pairs(alignment);
    case AlignmentFormat::json:
      return as_json(translation, alignment);
  }
  fail("no such format of alignments");
}

}  // namespace dragoman
