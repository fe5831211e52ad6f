#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dragoman {

/// A text as numbers: words (number_words) or code points.
using Symbols = std::vector<uint32_t>;

/// Numbers the words of several texts: equal words get equal numbers.
std::vector<Symbols> number_words(const std::vector<std::vector<std::string_view>>& texts);

/// How many n-grams of this order `length` symbols have.
int64_t ngram_total(size_t length, int order);

/// The suffixes of several texts in lexicographic order by their first `max_order` symbols. Equal
/// n-grams of any order are then neighbours, so one sort counts all orders.
class SortedSuffixes {
 public:
  SortedSuffixes(const std::vector<Symbols>& texts, int max_order);

  /// visit(counts) for each distinct n-gram of this order, where counts[k] says how often it occurs
  /// in texts[k].
  template <typename Visit>
  void for_each_ngram(int order, Visit visit) const {
    std::vector<int64_t> counts(texts_, 0);
    bool open = false;
    for (const Suffix& suffix : suffixes_) {
      if (open && suffix.shared < order) {
        visit(counts);
        std::fill(counts.begin(), counts.end(), 0);
        open = false;
      }
      if (suffix.length >= order) {
        ++counts[suffix.text];
        open = true;
      }
    }
    if (open) visit(counts);
  }

 private:
  struct Suffix {
    uint32_t begin;  // in symbols_
    uint32_t text;
    int length;  // at most max_order
    int shared;  // first symbols equal to those of the suffix before
  };

  void add(const Symbols& text, uint32_t number, int max_order);
  int count_shared(const Suffix& a, const Suffix& b) const;

  size_t texts_;
  Symbols symbols_;
  std::vector<Suffix> suffixes_;
};

}  // namespace dragoman
