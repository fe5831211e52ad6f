#pragma once
#include "dragoman/nn/attention.h"

namespace dragoman {

/// Attention to the positions within D of a centre p_t (Luong et al. 2015, section 3.2); the score
/// within is one of the global kinds. A kind writes its centre.
class LocalAttention : public Attention {
 public:
  explicit LocalAttention(const AttentionShape& shape);

  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& arithmetic) final;
  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) final;
  std::shared_ptr<const StepAttention<float>> step(const StepWeights<float>& weights,
                                                   const AttentionUse& use) final;
  std::shared_ptr<const StepAttention<double>> step(const StepWeights<double>& weights,
                                                    const AttentionUse& use) final;

 protected:
  struct Centre {
    Tensor position;  // [B], within D of a token
    Tensor carry;     // for the next step
  };

  /// @param lengths [B], S of each row
  virtual Centre centre(const Tensor& query, const Tensor& lengths, const Tensor& carry) = 0;

  /// What scores at the offsets s − p_t [B, S] are raised by; undefined for nothing.
  virtual Tensor preference(const Tensor& /*offsets*/) const { return {}; }

  /// W_p [A, H] and v_p [A] of a predicted centre; undefined where it counts the steps.
  struct Prediction {
    Tensor weight, v;
  };
  virtual Prediction prediction() const { return {}; }

  int64_t window_;  // D

 private:
  template <typename Real>
  std::shared_ptr<const StepAttention<Real>> make_step(const StepWeights<Real>& weights,
                                                       const AttentionUse& use) const;

  std::shared_ptr<ScoredAttention> score_;
};

/// Monotonic alignment: p_t = t (Luong et al. 2015, section 3.2, local-m); at the last token where
/// the target is longer than the source. The carry counts the steps.
class LocalMonotonicAttention : public LocalAttention {
 public:
  using LocalAttention::LocalAttention;

 protected:
  Centre centre(const Tensor& query, const Tensor& lengths, const Tensor& carry) override;
};

/// Predictive alignment (Luong et al. 2015, eq. 9 and 10, local-p):
///   p_t = S · sigmoid(v_pᵀ tanh(W_p h_t)),   weights_s ∝ exp(score_s − (s − p_t)² / 2σ²),  σ =
///   D/2.
/// The Gaussian stands within the softmax, so that the weights sum to 1; in the paper it multiplies
/// them afterwards. Positions count from 0.
class LocalPredictiveAttention : public LocalAttention {
 public:
  explicit LocalPredictiveAttention(const AttentionShape& shape);

 protected:
  Centre centre(const Tensor& query, const Tensor& lengths, const Tensor& carry) override;
  Tensor preference(const Tensor& offsets) const override;
  Prediction prediction() const override { return {position_weight_, position_v_}; }

 private:
  Tensor position_weight_;  // W_p, [A, H]
  Tensor position_v_;       // v_p, [A]
};

}  // namespace dragoman
