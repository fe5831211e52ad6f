#pragma once
#include <memory>
#include <vector>

#include <torch/nn/module.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"

namespace dragoman {

using torch::Tensor;

/// What an attention keeps of one source batch; a value, so that beam search may reorder it.
struct AttentionMemory {
  Tensor keys;    // [B, S, *], made by the kind
  Tensor values;  // [B, S, M]
  Tensor mask;    // bool [B, S], true = token

  /// The rows `rows` (int64 [N]) of every tensor.
  AttentionMemory select(const Tensor& rows) const;

  /// `count` rows from `begin` on, as views.
  AttentionMemory slice(int64_t begin, int64_t count) const;
};

/// The rows of all parts, one after the other.
AttentionMemory concatenate(const std::vector<AttentionMemory>& parts);

/// What one decoder step got from the memory.
struct AttentionStep {
  Tensor context;  // [B, M]; with one head Σ_s weights_s · values_s
  Tensor weights;  // [B, S], sums to 1 over the tokens, exactly 0 on padding; the heads' mean
  Tensor carry;    // for the next step, defined by the kind; undefined where the kind keeps nothing
  Tensor heads{};  // [B, N, S], the weights of each; undefined with one
};

/// What an attention is built for.
struct AttentionShape {
  int64_t query;       // H, the decoder state
  int64_t memory;      // M, the encoder memory
  int64_t hidden;      // A, the inner width of additive and concat scores
  int64_t heads = 1;   // N, of multi_head
  int64_t window = 1;  // D, of the local kinds
  LocalScore local_score = LocalScore::general;
};

/// The shape in a model.
AttentionShape attention_shape(const ModelConfig& config);

/// How a decoder uses an attention in a search.
struct AttentionUse {
  int64_t query;   // H
  Tensor context;  // [N, M], which every context is multiplied by
};

struct AttentionBuffers;
class AttentionKernel;
class GradientLedger;
template <typename Real>
class StepAttention;
template <typename Real>
class StepScore;
template <typename Real>
class StepWeights;

/// The plug-in contract: memory in, result out. An attention keeps parameters and nothing else.
class Attention : public torch::nn::Module {
 public:
  /// Once per source batch. @param encoded [B, S, M] @param mask bool [B, S], true = token
  virtual AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                                   const Arithmetic& arithmetic) = 0;

  /// One step; pure. @param query [B, H] @param carry of the step before, undefined at the first
  virtual AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                               const Tensor& carry) = 0;

  /// This attention over all steps of a training batch, with an explicit gradient where the kind
  /// has one, else through `attend` and autograd.
  virtual std::unique_ptr<AttentionKernel> kernel(AttentionBuffers buffers, Precision precision,
                                                  GradientLedger& ledger);

  /// This attention as a search takes its steps, by a kernel where the kind has one, else through
  /// `attend`.
  virtual std::shared_ptr<const StepAttention<float>> step(const StepWeights<float>& weights,
                                                           const AttentionUse& use);
  virtual std::shared_ptr<const StepAttention<double>> step(const StepWeights<double>& weights,
                                                            const AttentionUse& use);
};

/// Base of every kind that is a score followed by softmax and weighted sum (Luong et al. 2015, eq.
/// 7):
///   weights = softmax over tokens of score(query, key_s),  context = Σ_s weights_s · value_s.
/// Masking stands here, once.
class ScoredAttention : public Attention {
 public:
  AttentionMemory remember(const Tensor& encoded, const Tensor& mask,
                           const Arithmetic& arithmetic) final;
  AttentionStep attend(const Tensor& query, const AttentionMemory& memory,
                       const Tensor& carry) override;

  std::shared_ptr<const StepAttention<float>> step(const StepWeights<float>& weights,
                                                   const AttentionUse& use) override;
  std::shared_ptr<const StepAttention<double>> step(const StepWeights<double>& weights,
                                                    const AttentionUse& use) override;

  /// query [B, H], keys [B, S, *] → scores [B, S].
  virtual Tensor score(const Tensor& query, const Tensor& keys) = 0;

  /// The same score, and what makes its keys, as a search takes them; null where the kind has no
  /// kernel for it.
  virtual std::shared_ptr<const StepScore<float>> step_score(
      const StepWeights<float>& weights) const;
  virtual std::shared_ptr<const StepScore<double>> step_score(
      const StepWeights<double>& weights) const;

 protected:
  /// What of the score depends on the source alone: [B, S, M] → [B, S, *].
  virtual Tensor project_keys(const Tensor& encoded, const Arithmetic& /*arithmetic*/) {
    return encoded;
  }
};

/// Softmax of scores [..., S] over the true positions of mask, which broadcasts to them; exactly 0
/// elsewhere.
Tensor softmax_over(const Tensor& scores, const Tensor& mask);

/// weights [B, S], values [B, S, M] → their weighted sum [B, M].
Tensor weighted_sum(const Tensor& weights, const Tensor& values);

/// The shapes that `remember` and `attend` take.
/// @throws c10::Error for others
void check_encoded(const Tensor& encoded, const Tensor& mask);
void check_query(const Tensor& query, const AttentionMemory& memory);

}  // namespace dragoman
