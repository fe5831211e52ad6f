#include "nn/step/words.h"

#include <algorithm>

namespace dragoman {

template <typename Real>
void StepWords<Real>::look_up(int64_t count, const int64_t* words, int64_t inputs_width,
                              Real* inputs, Real* readouts, Workspace<Real>& workspace) const {
  if (!use_) {
    const int64_t readouts_width = table_.width() - inputs_width;
    for (int64_t row = 0; row < count; ++row) {
      table_.copy(words[row], 0, inputs_width, inputs + row * inputs_width);
      table_.copy(words[row], inputs_width, readouts_width, readouts + row * readouts_width);
    }
    return;
  }
  const int64_t width = use_.outputs(), readouts_width = width - inputs_width;
  Real* embedded = workspace.take(count * table_.width());
  for (int64_t row = 0; row < count; ++row) {
    table_.copy(words[row], 0, table_.width(), embedded + row * table_.width());
  }
  Real* made = workspace.take(count * width);
  use_({embedded, count, table_.width()}, made);
  for (int64_t row = 0; row < count; ++row) {
    const Real* parts = made + row * width;
    std::copy_n(parts, inputs_width, inputs + row * inputs_width);
    std::copy_n(parts + inputs_width, readouts_width, readouts + row * readouts_width);
  }
}

template class StepWords<float>;
template class StepWords<double>;

}  // namespace dragoman
