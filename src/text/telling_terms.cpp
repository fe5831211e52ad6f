#include "text/telling_terms.h"

#include <algorithm>
#include <tuple>

#include "dragoman/base/random.h"

namespace dragoman {
namespace {

constexpr size_t most_pieces = 64, most_terms = 8;
constexpr uint32_t fewest_rows = 4;
constexpr double largest_share = 0.05;

uint32_t term_of(uint32_t piece, uint32_t next) {
  return static_cast<uint32_t>(Random(uint64_t{piece} << 32 | next).next() % term_count);
}

/// Distinct, into `terms`.
void find_terms(const std::vector<int32_t>& pieces, std::vector<uint32_t>& terms) {
  constexpr uint32_t none = ~0U;
  terms.clear();
  const size_t count = std::min(pieces.size(), most_pieces);
  for (size_t i = 0; i < count; ++i) {
    const auto piece = static_cast<uint32_t>(pieces[i]);
    terms.push_back(term_of(piece, none));
    if (i > 0) terms.push_back(term_of(static_cast<uint32_t>(pieces[i - 1]), piece));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace

void NumberLists::add(const std::vector<uint32_t>& list) {
  numbers_.insert(numbers_.end(), list.begin(), list.end());
  begins_.push_back(static_cast<uint32_t>(numbers_.size()));
}

NumberLists NumberLists::inverted(uint32_t numbers) const {
  NumberLists other;
  other.begins_.assign(numbers + 1, 0);
  for (const uint32_t number : numbers_) ++other.begins_[number + 1];
  for (uint32_t i = 0; i < numbers; ++i) other.begins_[i + 1] += other.begins_[i];
  other.numbers_.resize(numbers_.size());
  std::vector<uint32_t> place = other.begins_;
  for (size_t key = 0; key < size(); ++key) {
    for (const uint32_t number : (*this)[key]) {
      other.numbers_[place[number]++] = static_cast<uint32_t>(key);
    }
  }
  return other;
}

NumberLists telling_terms(const std::vector<EncodedPair>& pairs,
                          std::vector<int32_t> EncodedPair::*side) {
  std::vector<uint32_t> terms, rows(term_count);
  for (const EncodedPair& pair : pairs) {
    find_terms(pair.*side, terms);
    for (const uint32_t term : terms) ++rows[term];
  }
  const double most_rows = largest_share * static_cast<double>(pairs.size());
  NumberLists telling;
  for (const EncodedPair& pair : pairs) {
    find_terms(pair.*side, terms);
    std::erase_if(
        terms, [&](uint32_t term) { return rows[term] < fewest_rows || rows[term] > most_rows; });
    const size_t count = std::min(terms.size(), most_terms);
    std::partial_sort(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(count),
                      terms.end(), [&](uint32_t one, uint32_t other) {
                        return std::tie(rows[one], one) < std::tie(rows[other], other);
                      });
    terms.resize(count);
    telling.add(terms);
  }
  return telling;
}

}  // namespace dragoman
