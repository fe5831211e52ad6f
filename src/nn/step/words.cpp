#include "nn/step/words.h"

#include <algorithm>
#include <utility>

namespace dragoman {

template <typename Real>
StepWords<Real>::StepWords(std::vector<Real> embedding, StepProduct<Real> use,
                           int64_t table_bytes_at_most)
    : words_(static_cast<int64_t>(embedding.size()) / use.inputs()),
      table_(std::move(embedding)),
      use_(std::move(use)),
      folded_(words_ * use_.outputs() * static_cast<int64_t>(sizeof(Real)) <= table_bytes_at_most) {
  if (!folded_) return;
  std::vector<Real> folded(static_cast<size_t>(words_ * use_.outputs()));
  use_({table_.data(), words_, use_.inputs()}, folded.data());
  table_ = std::move(folded);
}

template <typename Real>
void StepWords<Real>::look_up(int64_t count, const int64_t* words, int64_t inputs_width,
                              Real* inputs, Real* readouts, Workspace<Real>& workspace) const {
  const int64_t width = use_.outputs(), readouts_width = width - inputs_width;
  const auto split = [&](const Real* row, int64_t to) {
    std::copy_n(row, inputs_width, inputs + to * inputs_width);
    std::copy_n(row + inputs_width, readouts_width, readouts + to * readouts_width);
  };
  if (folded_) {
    for (int64_t row = 0; row < count; ++row) split(table_.data() + words[row] * width, row);
    return;
  }
  Real* embedded = workspace.take(count * use_.inputs());
  for (int64_t row = 0; row < count; ++row) {
    std::copy_n(table_.data() + words[row] * use_.inputs(), use_.inputs(),
                embedded + row * use_.inputs());
  }
  Real* made = workspace.take(count * width);
  use_({embedded, count, use_.inputs()}, made);
  for (int64_t row = 0; row < count; ++row) split(made + row * width, row);
}

template class StepWords<float>;
template class StepWords<double>;

}  // namespace dragoman
