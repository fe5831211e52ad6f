#pragma once
#include <cstdint>

namespace dragoman {

/// `count` rows of `width` numbers, `stride` apart.
template <typename Real>
struct Rows {
  const Real* data;
  int64_t count, width, stride;
};

/// out[i] = scale · (x · row i)
void dot_rows(const float* x, const Rows<float>& rows, float scale, float* out);
void dot_rows(const double* x, const Rows<double>& rows, double scale, double* out);

/// out (+)= Σ_i weights[i · weight_stride] · row i
void sum_rows(const float* weights, int64_t weight_stride, const Rows<float>& rows, bool accumulate,
              float* out);
void sum_rows(const double* weights, int64_t weight_stride, const Rows<double>& rows,
              bool accumulate, double* out);

/// sum += row
void add_row(const float* row, int64_t width, float* sum);
void add_row(const double* row, int64_t width, double* sum);

/// In place: softmax of the `count` scores where `mask` is true, 0 elsewhere; of all of them where
/// it is null.
void softmax(float* scores, const bool* mask, int64_t count);
void softmax(double* scores, const bool* mask, int64_t count);

/// In place: the hyperbolic tangent of each value.
void tanh_in_place(float* values, int64_t count);
void tanh_in_place(double* values, int64_t count);

/// scores[i] = v · tanh(query + key i), where `mask` is true; everywhere, where it is null.
void additive_scores(const float* query, const float* v, const Rows<float>& keys, const bool* mask,
                     float* scores);
void additive_scores(const double* query, const double* v, const Rows<double>& keys,
                     const bool* mask, double* scores);

/// Where the gradient of additive scores goes.
template <typename Real>
struct AdditiveGradients {
  Real* query;  // [A], written; may be the query itself
  Real* keys;   // rows like those of the keys, added to
  Real* v;      // [A], added to
};

/// The backward pass of `additive_scores`; computes the tanh anew instead of keeping it.
void additive_backward(const float* query, const float* v, const Rows<float>& keys,
                       const float* score_gradients, const AdditiveGradients<float>& gradients);
void additive_backward(const double* query, const double* v, const Rows<double>& keys,
                       const double* score_gradients, const AdditiveGradients<double>& gradients);

}  // namespace dragoman
