#include "align/translation_table.h"

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

using WordKeys = std::vector<uint64_t>;  // source in the upper half, target in the lower

uint64_t key_of(int32_t source, int32_t target) {
  return static_cast<uint64_t>(source) << 32 | static_cast<uint32_t>(target);
}

void remove_repeated(WordKeys& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

/// The words that occur together, each pair of them once, in order.
WordKeys keys_of(const std::vector<WordPair>& pairs) {
  WordKeys keys;
  size_t limit = 1 << 22;  // of keys before repeated ones are removed
  for (const WordPair& pair : pairs) {
    for (const int32_t target : pair.target) {
      keys.push_back(key_of(null_word, target));
      for (const int32_t source : pair.source) keys.push_back(key_of(source, target));
    }
    if (keys.size() < limit) continue;
    remove_repeated(keys);
    limit = std::max(limit, 2 * keys.size());
  }
  remove_repeated(keys);
  return keys;
}

}  // namespace

TranslationTable::TranslationTable(const std::vector<WordPair>& pairs) {
  const WordKeys keys = keys_of(pairs);
  for (const uint64_t key : keys) {
    const auto source = static_cast<size_t>(key >> 32);
    while (begins_.size() <= source) begins_.push_back(targets_.size());
    targets_.push_back(static_cast<int32_t>(key & 0xFFFFFFFF));
  }
  begins_.push_back(targets_.size());
  probabilities_.assign(targets_.size(), 1);
}

size_t TranslationTable::entry(int32_t source, int32_t target) const {
  const auto begin = targets_.begin() + static_cast<std::ptrdiff_t>(begins_[source]);
  const auto end = targets_.begin() + static_cast<std::ptrdiff_t>(begins_[source + 1]);
  return static_cast<size_t>(std::lower_bound(begin, end, target) - targets_.begin());
}

std::vector<WordTranslation> TranslationTable::of(int32_t source) const {
  std::vector<WordTranslation> found;
  for (size_t i = begins_[source]; i < begins_[source + 1]; ++i) {
    found.push_back({targets_[i], probabilities_[i]});
  }
  return found;
}

void TranslationTable::maximise(const std::vector<double>& counts, double dirichlet) {
  for (size_t source = 0; source + 1 < begins_.size(); ++source) {
    double total = 0;
    for (size_t i = begins_[source]; i < begins_[source + 1]; ++i) total += counts[i] + dirichlet;
    if (total == 0) continue;
    const double normaliser = digamma(total);
    for (size_t i = begins_[source]; i < begins_[source + 1]; ++i) {
      probabilities_[i] = std::exp(digamma(counts[i] + dirichlet) - normaliser);
    }
  }
}

double digamma(double x) {
  double shift = 0;
  for (; x < 7; ++x) shift -= 1 / x;  // ψ(x) = ψ(x + 1) − 1/x
  // Asymptotic: ln x − 1/2x − Σ B_2n / (2n x^2n)
  const double inverse = 1 / x, square = inverse * inverse;
  const double series =
      square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square / 240)));
  return shift + std::log(x) - inverse / 2 - series;
}

}  // namespace dragoman
