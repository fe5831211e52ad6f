#include "dragoman/training/objective.h"

#include <utility>

#include <torch/utils.h>

#include "training/scheduled_sampling.h"

namespace dragoman {

Objective::Objective(const Config& config, std::shared_ptr<TranslationModel> model, Guides guides)
    : config_(config), model_(std::move(model)), guides_(std::move(guides)) {}

Tensor Objective::given_words(const Batch& batch, const Encoded& encoded, double share) const {
  const double sampled = config_.training.scheduled_sampling * share;
  if (sampled == 0) return batch.target_input;
  const torch::NoGradGuard no_grad;
  const Tensor likeliest = model_->likeliest(model_->decode(encoded, batch.target_input));
  const Tensor words = mixed_words(batch, likeliest, sampled);
  // Two passes are over the same words.
  const int64_t pairs = words.size(1) / passes();
  return passes() == 1 ? words : words.narrow(1, 0, pairs).repeat({1, passes()});
}

Mixup Objective::mixup(const Batch& batch) const {
  const double alpha = config_.training.mixup;
  return alpha == 0 ? Mixup{} : draw_mixup(batch.source.size(0), alpha, batch.source.device());
}

Loss Objective::loss_of_words(const Batch& batch, const Decoded& decoded,
                              const Mixup& mixup) const {
  const TrainingConfig& training = config_.training;
  const Teachers& teachers = guides_.teachers;
  const LossTerms terms = {training.label_smoothing, training.r_drop,
                           teachers.any() ? training.distillation : 0};
  Loss own = model_->loss(decoded, batch.target_output, batch.target_mask, terms,
                          teachers.read(batch, passes()), batch.target_rows);
  if (!mixup.any()) return own;
  const Loss partners = model_->loss(decoded, mixup.of_partners(batch.target_output, 1),
                                     mixup.of_partners(batch.target_mask, 1), terms);
  const auto mixed = [&](const Tensor& a, const Tensor& b) {
    return a * mixup.share + b * (1 - mixup.share);
  };
  return {mixed(own.trained, partners.trained), mixed(own.cross_entropy, partners.cross_entropy)};
}

Loss Objective::loss(const Batch& batch, const Decoded& decoded, const Mixup& mixup) const {
  const TrainingConfig& training = config_.training;
  Loss loss = loss_of_words(batch, decoded, mixup);
  if (batch.alignment.defined()) {
    loss.trained = loss.trained + guided_attention_loss(decoded.weights, batch.alignment) *
                                      training.guided_attention;
  }
  if (guides_.risk != nullptr) {
    loss.trained = loss.trained * (1 - config_.risk.share) + risk(batch) * config_.risk.share;
  }
  return loss;
}

Tensor Objective::risk(const Batch& batch) const {
  const auto seed = static_cast<uint64_t>(torch::randint(INT64_MAX, {1}).item<int64_t>());
  return guides_.risk->loss(*model_, guides_.risk->draw(*model_, batch, seed), batch);
}

}  // namespace dragoman
