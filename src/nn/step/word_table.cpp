#include "nn/step/word_table.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "dragoman/kernels/bfloat16.h"

namespace dragoman {
namespace {

constexpr int64_t filled_together = 256;

/// The nearest integers to a row over its scale, which is returned.
template <typename Real>
float round_row(const Real* row, int64_t count, int8_t* to) {
  Real most = 0;
  for (int64_t i = 0; i < count; ++i) most = std::max(most, std::abs(row[i]));
  const Real inverse = most > 0 ? 127 / most : 0;
  for (int64_t i = 0; i < count; ++i) to[i] = static_cast<int8_t>(std::lrint(row[i] * inverse));
  return static_cast<float>(most) / 127;
}

}  // namespace

template <typename Real>
WordTable<Real>::WordTable(int64_t words, int64_t width, SearchPrecision precision,
                           const Fill& fill)
    : words_(words),
      width_(width),
      precision_(std::is_same_v<Real, float> ? precision : SearchPrecision::fp32) {
  const auto size = static_cast<size_t>(words * width);
  if (precision_ == SearchPrecision::fp32) {
    numbers_.resize(size);
    fill(0, words, numbers_.data());
    return;
  }
  const bool bytes = precision_ == SearchPrecision::int8;
  bytes_.resize(bytes ? size : 0);
  scales_.resize(bytes ? static_cast<size_t>(words) : 0);
  bfloats_.resize(bytes ? 0 : size);
  std::vector<Real> rows(static_cast<size_t>(filled_together * width));
  for (int64_t begin = 0; begin < words; begin += filled_together) {
    const int64_t count = std::min(filled_together, words - begin);
    fill(begin, count, rows.data());
    round(rows.data(), begin, count);
  }
}

template <typename Real>
WordTable<Real>::WordTable(std::shared_ptr<const WeightProduct<Real>> weight)
    : words_(weight->outputs()),
      width_(weight->inputs()),
      precision_(SearchPrecision::fp32),
      weight_(std::move(weight)) {}

template <typename Real>
void WordTable<Real>::round(const Real* rows, int64_t begin, int64_t count) {
  if (precision_ == SearchPrecision::bf16) {
    std::transform(rows, rows + count * width_, bfloats_.data() + begin * width_,
                   [](Real number) { return to_bfloat16(static_cast<float>(number)); });
    return;
  }
  for (int64_t row = 0; row < count; ++row) {
    scales_[static_cast<size_t>(begin + row)] =
        round_row(rows + row * width_, width_, bytes_.data() + (begin + row) * width_);
  }
}

template <typename Real>
void WordTable<Real>::copy(int64_t word, int64_t begin, int64_t count, Real* to) const {
  if (weight_ != nullptr) return weight_->copy_row(word, begin, count, to);
  const int64_t first = word * width_ + begin;
  if (precision_ == SearchPrecision::fp32) {
    std::copy_n(numbers_.data() + first, count, to);
  } else if (precision_ == SearchPrecision::bf16) {
    std::transform(bfloats_.data() + first, bfloats_.data() + first + count, to, from_bfloat16);
  } else {
    const auto scale = static_cast<Real>(scales_[static_cast<size_t>(word)]);
    for (int64_t i = 0; i < count; ++i) to[i] = scale * static_cast<Real>(bytes_[first + i]);
  }
}

template class WordTable<float>;
template class WordTable<double>;

}  // namespace dragoman
