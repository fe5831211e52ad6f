#include "dragoman/kernels/attention.h"

#include <algorithm>
#include <vector>

#include "kernels/cuda/kernels.h"
#include "kernels/real_array.h"
#include "kernels/share.h"

namespace dragoman {
namespace {

/// Calls work(Real(), sentence) for the first dimension of `rows`, on all threads.
template <class Work>
void for_sentences(const Array& rows, const Work& work) {
  for_real(rows.number, [&](auto real) {
    share(rows.sizes[0], 1, [&](int64_t begin, int64_t end, int64_t /*part*/) {
      for (int64_t row = begin; row < end; ++row) work(real, row);
    });
  });
}

/// Gradient of the weights → gradient of the scores, in place: w_i (g_i − Σ_j w_j g_j).
template <typename Real>
void softmax_backward(const Real* weights, int64_t count, Real* gradient) {
  Real mean = 0;
  for (int64_t i = 0; i < count; ++i) mean += weights[i] * gradient[i];
  for (int64_t i = 0; i < count; ++i) gradient[i] = weights[i] * (gradient[i] - mean);
}

/// The part of each row that one head reads.
template <typename Real>
Rows<Real> columns(const Rows<Real>& rows, int64_t begin, int64_t width) {
  return {rows.data + begin, rows.count, width, rows.stride};
}

}  // namespace

void weigh_values(const Array& values, const Array& mask, const Array& weights,
                  const Array& contexts) {
  if (values.on_gpu) return cuda::weigh_values(values, mask, weights, contexts);
  for_sentences(values, [&](auto real, int64_t row) {
    using Real = decltype(real);
    Real* of_row = row_of<Real>(weights, row);
    softmax(of_row, row_of<bool>(mask, row), mask.sizes[1]);
    sum_rows(of_row, 1, sentence<Real>(values, row), false, row_of<Real>(contexts, row));
  });
}

void weigh_values_backward(const Array& values, const Array& weights,
                           const Array& context_gradients, const Array& score_gradients) {
  if (values.on_gpu)
    return cuda::weigh_values_backward(values, weights, context_gradients, score_gradients);
  for_sentences(values, [&](auto real, int64_t row) {
    using Real = decltype(real);
    Real* gradient = row_of<Real>(score_gradients, row);
    dot_rows(row_of<Real>(context_gradients, row), sentence<Real>(values, row), Real(1), gradient);
    softmax_backward(row_of<Real>(weights, row), values.sizes[1], gradient);
  });
}

void dot_scores(const Array& queries, const Array& keys, double scale, const Array& scores) {
  if (keys.on_gpu) return cuda::dot_scores(queries, keys, scale, scores);
  for_sentences(keys, [&](auto real, int64_t row) {
    using Real = decltype(real);
    dot_rows(row_of<Real>(queries, row), sentence<Real>(keys, row), static_cast<Real>(scale),
             row_of<Real>(scores, row));
  });
}

void dot_scores_backward(const Array& keys, double scale, const Array& score_gradients,
                         const Array& query_gradients) {
  if (keys.on_gpu) return cuda::dot_scores_backward(keys, scale, score_gradients, query_gradients);
  for_sentences(keys, [&](auto real, int64_t row) {
    using Real = decltype(real);
    Real* gradient = row_of<Real>(score_gradients, row);
    for (int64_t s = 0; s < keys.sizes[1]; ++s) gradient[s] *= static_cast<Real>(scale);
    sum_rows(gradient, 1, sentence<Real>(keys, row), true, row_of<Real>(query_gradients, row));
  });
}

void additive_scores(const Array& queries, const Array& v, const Array& keys, const Array& mask,
                     const Array& scores) {
  if (keys.on_gpu) return cuda::additive_scores(queries, v, keys, mask, scores);
  for_sentences(keys, [&](auto real, int64_t row) {
    using Real = decltype(real);
    additive_scores(row_of<Real>(queries, row), row_of<Real>(v, 0), sentence<Real>(keys, row),
                    row_of<bool>(mask, row), row_of<Real>(scores, row));
  });
}

void additive_scores_backward(const Array& queries, const Array& v, const Array& keys,
                              const Array& score_gradients, const Array& key_gradients,
                              const Array& v_gradients) {
  if (keys.on_gpu)
    return cuda::additive_scores_backward(queries, v, keys, score_gradients, key_gradients,
                                          v_gradients);
  for_sentences(keys, [&](auto real, int64_t row) {
    using Real = decltype(real);
    additive_backward(
        row_of<Real>(queries, row), row_of<Real>(v, 0), sentence<Real>(keys, row),
        row_of<Real>(score_gradients, row),
        AdditiveGradients<Real>{row_of<Real>(queries, row), row_of<Real>(key_gradients, row),
                                row_of<Real>(v_gradients, row)});
  });
}

void heads_forward(const HeadsStep& step) {
  if (step.values.on_gpu) return cuda::heads_forward(step);
  const int64_t source = step.mask.sizes[1], width = step.keys.sizes[2] / step.heads;
  for_sentences(step.values, [&](auto real, int64_t row) {
    using Real = decltype(real);
    const bool* mask = row_of<bool>(step.mask, row);
    Real* weights = row_of<Real>(step.weights, row);
    for (int64_t head = 0; head < step.heads; ++head, weights += source) {
      const int64_t column = head * width;
      dot_rows(row_of<Real>(step.queries, row) + column,
               columns(sentence<Real>(step.keys, row), column, width),
               static_cast<Real>(step.scale), weights);
      softmax(weights, mask, source);
      sum_rows(weights, 1, columns(sentence<Real>(step.values, row), column, width), false,
               row_of<Real>(step.contexts, row) + column);
    }
  });
}

void heads_backward(const HeadsStep& step, const Array& context_gradients,
                    const Array& score_gradients, const Array& query_gradients) {
  if (step.values.on_gpu)
    return cuda::heads_backward(step, context_gradients, score_gradients, query_gradients);
  const int64_t source = step.mask.sizes[1], width = step.keys.sizes[2] / step.heads;
  for_sentences(step.values, [&](auto real, int64_t row) {
    using Real = decltype(real);
    const Real* weights = row_of<Real>(step.weights, row);
    Real* gradient = row_of<Real>(score_gradients, row);
    for (int64_t head = 0; head < step.heads; ++head, weights += source, gradient += source) {
      const int64_t column = head * width;
      // The scale of the scores, early: what follows is linear.
      dot_rows(row_of<Real>(context_gradients, row) + column,
               columns(sentence<Real>(step.values, row), column, width),
               static_cast<Real>(step.scale), gradient);
      softmax_backward(weights, source, gradient);
      sum_rows(gradient, 1, columns(sentence<Real>(step.keys, row), column, width), false,
               row_of<Real>(query_gradients, row) + column);
    }
  });
}

void sum_over_steps(const Array& coefficients, const Array& vectors, const Array& out) {
  if (out.on_gpu) return cuda::sum_over_steps(coefficients, vectors, out);
  const int64_t batch = out.sizes[0], steps = vectors.sizes[0], width = vectors.sizes[2];
  for_real(out.number, [&](auto real) {
    using Real = decltype(real);
    // A sentence's steps lie a large power of two apart, where caches hold few of them. Made here,
    // as no thread of a region could say that there is no memory.
    const int64_t parts = std::min<int64_t>(batch, kernel_threads());
    std::vector<Real> together(static_cast<size_t>(parts * steps * width));
    share(batch, 1, [&](int64_t begin, int64_t end, int64_t part) {
      Real* of_part = together.data() + part * steps * width;
      for (int64_t row = begin; row < end; ++row) {
        for (int64_t t = 0; t < steps; ++t) {
          std::copy_n(row_of<Real>(vectors.at(t), row), width, of_part + t * width);
        }
        const Real* first = row_of<Real>(coefficients.at(0), row);
        for (int64_t s = 0; s < out.sizes[1]; ++s) {
          sum_rows(first + s, coefficients.strides[0], {of_part, steps, width, width}, false,
                   row_of<Real>(out.at(row), s));
        }
      }
    });
  });
}

}  // namespace dragoman
