#include "nn/step/scored_attention.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dragoman {
namespace {

/// All rows of a product's result, kept.
template <typename Real>
std::vector<Real> made(const StepProduct<Real>& product, const RowsOf<const Real>& rows) {
  std::vector<Real> out(static_cast<size_t>(rows.count * product.outputs()));
  product(rows, out.data());
  return out;
}

template <typename Real>
Rows<Real> positions(const std::vector<Real>& numbers, int64_t length, int64_t begin,
                     int64_t count) {
  const auto width = static_cast<int64_t>(numbers.size()) / length;
  return {numbers.data() + begin * width, count, width, width};
}

}  // namespace

template <typename Real>
std::vector<Real> StepScore<Real>::keys_of(const RowsOf<const Real>& encoded) const {
  if (keys_) return made(keys_, encoded);
  return {encoded.data, encoded.data + encoded.count * encoded.stride};
}

template <typename Real>
const Real* StepScore<Real>::project(const RowsOf<const Real>& queries,
                                     Workspace<Real>& workspace) const {
  if (!additive_.query) return queries.data;
  Real* projected = workspace.take(queries.count * additive_.query.outputs());
  additive_.query(queries, projected);
  return projected;
}

template <typename Real>
int64_t StepScore<Real>::projected_width(int64_t query_width) const {
  return additive_.query ? additive_.query.outputs() : query_width;
}

template <typename Real>
void StepScore<Real>::score(const Real* projected, const Rows<Real>& keys, const Real* carry,
                            Real* scores, Workspace<Real>& workspace) const {
  if (!additive_.query) {
    if (dot_.scale != 0) return dot_rows(projected, keys, dot_.scale, scores);
    std::fill_n(scores, keys.count, Real(0));
    return;
  }
  if (!covers()) {
    return additive_scores(projected, additive_.v.data(), keys, nullptr, scores);
  }
  Real* covered = workspace.take(keys.width);
  for (int64_t s = 0; s < keys.count; ++s) {
    std::copy_n(keys.data + s * keys.stride, keys.width, covered);
    const Rows<Real> weights{additive_.coverage_weights.data(), 1, keys.width, keys.width};
    sum_rows(carry + s, 1, weights, true, covered);
    additive_scores(projected, additive_.v.data(), {covered, 1, keys.width, keys.width}, nullptr,
                    scores + s);
  }
}

template <typename Real>
std::shared_ptr<const SentenceMemory<Real>> ScoredStep<Real>::remember(
    const RowsOf<const Real>& encoded) const {
  auto memory = std::make_shared<SentenceMemory<Real>>(encoded.count);
  memory->keys = score_.keys_of(encoded);
  memory->values = made(use_, encoded);
  if (score_.covers()) memory->carry_width = encoded.count;
  if (is_local() && !predicts()) memory->carry_width = 1;
  return memory;
}

template <typename Real>
const Real* ScoredStep<Real>::predict(const RowsOf<const Real>& queries,
                                      Workspace<Real>& workspace) const {
  if (!predicts()) return nullptr;
  const int64_t width = window_.position.outputs();
  Real* hidden = workspace.take(queries.count * width);
  window_.position(queries, hidden);
  tanh_in_place(hidden, queries.count * width);
  Real* shares = workspace.take(queries.count);
  dot_rows(window_.v.data(), Rows<Real>{hidden, queries.count, width, width}, Real(0.5), shares);
  tanh_in_place(shares, queries.count);
  for (int64_t row = 0; row < queries.count; ++row) shares[row] = (1 + shares[row]) / 2;
  return shares;
}

template <typename Real>
void ScoredStep<Real>::attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const {
  const Real* projected = score_.project(rows.queries, workspace);
  const Real* shares = predict(rows.queries, workspace);
  const int64_t width = score_.projected_width(rows.queries.stride);
  for (int64_t row = 0; row < rows.queries.count; ++row) {
    attend_row(rows, row, projected + row * width, shares == nullptr ? nullptr : shares + row,
               workspace);
  }
}

template <typename Real>
typename ScoredStep<Real>::Seen ScoredStep<Real>::seen_by(const SentenceMemory<Real>& memory,
                                                          const Real* carry,
                                                          const Real* share) const {
  Seen seen{0, memory.length, 0};
  if (!is_local()) return seen;
  const Real last = Real(memory.length - 1);
  seen.centre = share == nullptr ? std::min(carry[0], last) : Real(memory.length) * *share;
  const auto is_near = [&](int64_t s) { return std::abs(Real(s) - seen.centre) <= window_.reach; };
  while (seen.begin < memory.length - 1 && !is_near(seen.begin)) ++seen.begin;
  while (seen.end > seen.begin + 1 && !is_near(seen.end - 1)) --seen.end;
  return seen;
}

template <typename Real>
void ScoredStep<Real>::attend_row(const AttentionRows<Real>& rows, int64_t row,
                                  const Real* projected, const Real* share,
                                  Workspace<Real>& workspace) const {
  const SentenceMemory<Real>& memory = *rows.sentences[row];
  const int64_t length = memory.length;
  const Real* carry = rows.carry + row * rows.stride;
  const auto [begin, end, centre] = seen_by(memory, carry, share);
  Real* weights = rows.weights + row * rows.stride;
  std::fill_n(weights, length, Real(0));
  score_.score(projected, positions(memory.keys, length, begin, end - begin), carry + begin,
               weights + begin, workspace);
  for (int64_t s = begin; share != nullptr && s < end; ++s) {
    const Real offset = Real(s) - centre, deviation = window_.reach / 2;
    weights[s] += offset * offset / (-2 * deviation * deviation);
  }
  softmax(weights + begin, nullptr, end - begin);
  sum_rows(weights + begin, 1, positions(memory.values, length, begin, end - begin), false,
           rows.contexts + row * outputs());

  Real* next_carry = rows.next_carry + row * rows.stride;
  if (score_.covers()) {
    for (int64_t s = 0; s < length; ++s) next_carry[s] = carry[s] + weights[s];
  } else if (memory.carry_width > 0) {
    next_carry[0] = carry[0] + 1;
  }
}

template class StepScore<float>;
template class StepScore<double>;
template class ScoredStep<float>;
template class ScoredStep<double>;

}  // namespace dragoman
