#pragma once
#include <cstdint>
#include <vector>

#include "dragoman/search/next_words.h"

namespace dragoman {

/// How words are drawn instead of searched for.
struct Sampling {
  double temperature = 1;  // log probabilities are divided by it
  int64_t top_k = 0;       // only the k most probable (Fan et al. 2018); 0 = all
  double top_p = 1;        // only the fewest that reach this probability (Holtzman et al. 2020)
  uint64_t seed = 1;
};

/// The place of the word drawn. Words left out by `top_k` and then `top_p` share no probability;
/// among words of equal merit the smaller id comes first.
/// @param words all that may come, at least one @param uniform in [0, 1)
size_t draw(const std::vector<NextWord>& words, const Sampling& sampling, double uniform);

}  // namespace dragoman
