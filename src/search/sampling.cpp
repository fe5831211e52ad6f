#include "dragoman/search/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dragoman {
namespace {

/// The places of the words that may be drawn, the most probable first where some are left out.
std::vector<size_t> drawable(const std::vector<NextWord>& words, const Sampling& sampling) {
  std::vector<size_t> places(words.size());
  std::iota(places.begin(), places.end(), size_t{0});
  const bool some = sampling.top_k > 0 && static_cast<size_t>(sampling.top_k) < words.size();
  if (!some && sampling.top_p >= 1) return places;
  const size_t kept = some ? static_cast<size_t>(sampling.top_k) : words.size();
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(kept),
                    places.end(), [&](size_t a, size_t b) {
                      const double left = words[a].merit(), right = words[b].merit();
                      return left != right ? left > right : words[a].word < words[b].word;
                    });
  places.resize(kept);
  return places;
}

}  // namespace

size_t draw(const std::vector<NextWord>& words, const Sampling& sampling, double uniform) {
  std::vector<size_t> places = drawable(words, sampling);
  const auto largest =
      std::max_element(words.begin(), words.end(),
                       [](const NextWord& a, const NextWord& b) { return a.merit() < b.merit(); });
  std::vector<double> weights;
  for (const size_t place : places) {
    weights.push_back(std::exp((words[place].merit() - largest->merit()) / sampling.temperature));
  }
  double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (sampling.top_p < 1) {
    const double enough = sampling.top_p * total;
    size_t kept = 0;
    for (total = 0; kept < weights.size() && (kept == 0 || total < enough); ++kept) {
      total += weights[kept];
    }
    weights.resize(kept);
  }
  double left = uniform * total;
  size_t drawn = 0;
  while (drawn + 1 < weights.size() && left >= weights[drawn]) left -= weights[drawn++];
  return places[drawn];
}

}  // namespace dragoman
