#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/kernels/packed_weight.h"

namespace dragoman {

/// A row of numbers for each word, rounded as the weights of products are: to bfloat16, or to 8
/// bits with a scale a row. In double nothing is rounded.
template <typename Real>
class WordTable {
 public:
  /// Writes rows [begin, begin + count), [count, width].
  using Fill = std::function<void(int64_t begin, int64_t count, Real* rows)>;

  /// @param fill is called for some rows after the others, so that a rounded table never stands
  /// whole in full precision
  WordTable(int64_t words, int64_t width, SearchPrecision precision, const Fill& fill);

  /// The rows of a weight [V, width], shared with the products that use it.
  explicit WordTable(std::shared_ptr<const WeightProduct<Real>> weight);

  /// `count` numbers of the word's row, from `begin` on.
  void copy(int64_t word, int64_t begin, int64_t count, Real* to) const;

  int64_t words() const { return words_; }
  int64_t width() const { return width_; }

 private:
  void round(const Real* rows, int64_t begin, int64_t count);

  int64_t words_, width_;
  SearchPrecision precision_;
  std::shared_ptr<const WeightProduct<Real>> weight_;  // or else:
  // [V, width], of which one is there, as the precision says.
  std::vector<Real> numbers_;
  std::vector<uint16_t> bfloats_;
  std::vector<int8_t> bytes_;
  std::vector<float> scales_;  // [V], of the bytes
};

extern template class WordTable<float>;
extern template class WordTable<double>;

}  // namespace dragoman
