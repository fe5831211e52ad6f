#include "nn/step/multi_head_attention.h"

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

/// The columns of one head in the vectors of a sentence.
template <typename Real>
Rows<Real> columns(const std::vector<Real>& numbers, int64_t length, int64_t begin, int64_t width) {
  return {numbers.data() + begin, length, width, static_cast<int64_t>(numbers.size()) / length};
}

/// The mean over heads [heads, stride] of `length` weights.
template <typename Real>
void average(const Real* of_heads, int64_t heads, int64_t stride, int64_t length, Real* mean) {
  for (int64_t s = 0; s < length; ++s) {
    Real sum = 0;
    for (int64_t head = 0; head < heads; ++head) sum += of_heads[head * stride + s];
    mean[s] = sum / Real(heads);
  }
}

}  // namespace

template <typename Real>
std::shared_ptr<const SentenceMemory<Real>> MultiHeadStep<Real>::remember(
    const RowsOf<const Real>& encoded) const {
  auto memory = std::make_shared<SentenceMemory<Real>>(encoded.count);
  memory->keys.resize(static_cast<size_t>(encoded.count * products_.key.outputs()));
  memory->values.resize(static_cast<size_t>(encoded.count * products_.value.outputs()));
  products_.key(encoded, memory->keys.data());
  products_.value(encoded, memory->values.data());
  return memory;
}

template <typename Real>
void MultiHeadStep<Real>::attend(const AttentionRows<Real>& rows,
                                 Workspace<Real>& workspace) const {
  const int64_t count = rows.queries.count, width = products_.query.outputs();
  const int64_t heads = products_.heads, of_head = width / heads;
  const Real scale = 1 / std::sqrt(static_cast<Real>(of_head));
  Real* queries = workspace.take(count * width);
  Real* contexts = workspace.take(count * width);
  Real* all_heads =
      rows.heads != nullptr ? rows.heads : workspace.take(count * heads * rows.stride);
  products_.query(rows.queries, queries);
  for (int64_t row = 0; row < count; ++row) {
    const SentenceMemory<Real>& memory = *rows.sentences[row];
    Real* weights = all_heads + row * heads * rows.stride;
    for (int64_t head = 0; head < heads; ++head) {
      const int64_t begin = head * of_head;
      Real* of_one = weights + head * rows.stride;
      dot_rows(queries + row * width + begin, columns(memory.keys, memory.length, begin, of_head),
               scale, of_one);
      softmax(of_one, nullptr, memory.length);
      sum_rows(of_one, 1, columns(memory.values, memory.length, begin, of_head), false,
               contexts + row * width + begin);
    }
    average(weights, heads, rows.stride, memory.length, rows.weights + row * rows.stride);
  }
  products_.output({contexts, count, width}, rows.contexts);
}

template class MultiHeadStep<float>;
template class MultiHeadStep<double>;

}  // namespace dragoman
