#pragma once
#include "nn/step/attention.h"

namespace dragoman {

/// score_s = scale · query · key_s; the same score everywhere where scale is 0.
template <typename Real>
struct DotScore {
  Real scale;
};

/// score_s = v · tanh(W query + key_s + w · carry_s), without the last term where w is empty.
template <typename Real>
struct AdditiveScore {
  StepProduct<Real> query;             // W
  std::vector<Real> v;                 // [A]
  std::vector<Real> coverage_weights;  // w, [A], or empty
};

/// The score of a scored attention and what makes its keys: one of the two scores, whichever has
/// its parts.
template <typename Real>
class StepScore {
 public:
  /// @param keys of the encoded positions; none where these are the keys
  StepScore(DotScore<Real> score, StepProduct<Real> keys) : keys_(std::move(keys)), dot_(score) {}
  StepScore(AdditiveScore<Real> score, StepProduct<Real> keys)
      : keys_(std::move(keys)), additive_(std::move(score)) {}

  /// encoded [S, M] → [S, ·]
  std::vector<Real> keys_of(const RowsOf<const Real>& encoded) const;

  /// What the scores need of the queries [R, H] → [R, ·]; the queries themselves for a dot score.
  const Real* project(const RowsOf<const Real>& queries, Workspace<Real>& workspace) const;
  int64_t projected_width(int64_t query_width) const;

  /// The scores of the keys. @param carry of each key, where the kind has one
  void score(const Real* projected, const Rows<Real>& keys, const Real* carry, Real* scores,
             Workspace<Real>& workspace) const;

  bool covers() const { return !additive_.coverage_weights.empty(); }

 private:
  StepProduct<Real> keys_;
  DotScore<Real> dot_{};
  AdditiveScore<Real> additive_;
};

/// Which positions of a sentence a local attention sees (Luong et al. 2015, section 3.2).
template <typename Real>
struct StepWindow {
  Real reach = 0;              // D; 0: all positions are seen
  StepProduct<Real> position;  // W_p, of the predictive kind; the monotonic one has none
  std::vector<Real> v;         // v_p
};

/// One step of every kind that is a score, softmax over positions and a weighted sum of values.
template <typename Real>
class ScoredStep final : public StepAttention<Real> {
 public:
  /// @param use what the decoder makes of a context [N, M]; the values are kept as it makes them
  ScoredStep(StepScore<Real> score, StepProduct<Real> use, StepWindow<Real> window = {})
      : score_(std::move(score)), use_(std::move(use)), window_(std::move(window)) {}

  std::shared_ptr<const SentenceMemory<Real>> remember(
      const RowsOf<const Real>& encoded) const override;
  void attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const override;
  int64_t outputs() const override { return use_.outputs(); }

 private:
  /// The positions that a row sees, and the middle of a local attention's.
  struct Seen {
    int64_t begin, end;
    Real centre;
  };

  /// @param share of the length where a predictive attention looks; null for others
  Seen seen_by(const SentenceMemory<Real>& memory, const Real* carry, const Real* share) const;
  void attend_row(const AttentionRows<Real>& rows, int64_t row, const Real* projected,
                  const Real* share, Workspace<Real>& workspace) const;
  /// σ(v_pᵀ tanh(W_p h)) of each query, a share of the sentence's length.
  const Real* predict(const RowsOf<const Real>& queries, Workspace<Real>& workspace) const;

  bool is_local() const { return window_.reach > 0; }
  bool predicts() const { return !window_.v.empty(); }

  StepScore<Real> score_;
  StepProduct<Real> use_;
  StepWindow<Real> window_;
};

extern template class ScoredStep<float>;
extern template class ScoredStep<double>;

}  // namespace dragoman
