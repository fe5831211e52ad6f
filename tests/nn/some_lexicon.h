#pragma once
#include <torch/utils.h>

#include "dragoman/nn/lexicon.h"
#include "dragoman/nn/model.h"

namespace dragoman {

/// A lexicon of `pieces` translations of each word, some of them twice, some of probability 0.
inline Lexicon some_lexicon(const VocabularySizes& sizes, int64_t pieces) {
  const torch::Tensor places = torch::arange(sizes.source * pieces).view({sizes.source, pieces});
  return {(places * 13).remainder(sizes.target).to(torch::kInt),
          (places * 5).remainder(4).to(torch::kFloat) / static_cast<double>(4 * pieces)};
}

}  // namespace dragoman
