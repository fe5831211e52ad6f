#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/search/beam.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {

/// Translations of a batch's sources and what is lost by each.
struct RiskBatch {
  Batch batch;                  // a row for each translation, those of one source together
  std::vector<int64_t> begins;  // the first row of each source, and the end
  std::vector<double> costs;    // of each row: 1 − metric, in [0, 1]
};

/// The risk of one source, and its gradient.
struct Risk {
  double value = 0;               // Σ_k q_k cost_k, in [0, 1]
  std::vector<double> gradients;  // of log p of each translation
};

/// Minimum risk training (Shen et al. 2016, eq. 7, 8): of translations y_k, drawn from the model,
/// and the target,
///   risk = Σ_k q_k · cost(y_k),  q_k ∝ p(y_k)^(α / length_k),
/// where the length keeps long ones from counting for nothing (Edunov et al. 2018, section 3).
/// @param log_probabilities, lengths, costs of one source's translations
Risk risk_of(const std::vector<double>& log_probabilities, const std::vector<int64_t>& lengths,
             const std::vector<double>& costs, double sharpness);

/// Draws translations and tells their risk.
class MinimumRisk {
 public:
  /// @param target its vocabulary, as the metric reads text
  MinimumRisk(const Config& config, Vocabulary target);

  /// Translations of the batch's sources, each once and the target among them. The model is in
  /// training afterwards.
  RiskBatch draw(TranslationModel& model, const Batch& batch, uint64_t seed) const;

  /// The risk times the words of each target, summed, so that it weighs as the words themselves do;
  /// differentiable, by the model in training.
  Tensor loss(TranslationModel& model, const RiskBatch& drawn, const Batch& batch) const;

 private:
  std::vector<std::vector<Hypothesis>> translations(TranslationModel& model,
                                                    const std::vector<EncodedPair>& pairs,
                                                    uint64_t seed) const;
  double cost(const std::string& translation, const std::string& target) const;

  RiskConfig config_;
  SearchConfig search_;
  Vocabulary target_;
};

}  // namespace dragoman
