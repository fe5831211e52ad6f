#include "dragoman/training/trainer.h"

#include <chrono>
#include <cmath>

#include <torch/utils.h>

#include "dragoman/base/error.h"
#include "dragoman/base/random.h"
#include "dragoman/training/schedule.h"

namespace dragoman {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double checked_norm(const Tensor& gradients, int64_t update) {
  const double norm = std::sqrt(gradients.dot(gradients).item<double>());
  if (!std::isfinite(norm)) {
    fail(
        "update {}: the gradient is not finite; lower optimizer.learning_rate or "
        "optimizer.clip_norm and go on from the last checkpoint with --resume",
        update);
  }
  return norm;
}

}  // namespace

struct Trainer::UpdateSums {
  Tensor smoothed, cross_entropy;  // 0-d
  int64_t words = 0;

  void add(const Loss& loss, int64_t batch_words) {
    smoothed = words == 0 ? loss.smoothed.detach() : smoothed + loss.smoothed.detach();
    cross_entropy = words == 0 ? loss.cross_entropy : cross_entropy + loss.cross_entropy;
    words += batch_words;
  }
  double mean(const Tensor& sum) const { return sum.item<double>() / static_cast<double>(words); }
};

Trainer::Trainer(const Config& config, std::shared_ptr<TranslationModel> model,
                 const EncodedCorpus& corpus,
                 std::vector<std::unique_ptr<TrainingListener>> listeners)
    : config_(config),
      model_(std::move(model)),
      corpus_(corpus),
      listeners_(std::move(listeners)),
      flat_(*model_),
      optimizer_(config.optimizer, flat_.values()),
      average_(config.training.average, flat_.values()) {}

std::string Trainer::run() {
  loader_.emplace(corpus_, config_.batch, static_cast<uint64_t>(config_.training.seed),
                  state_.position);
  for (const auto& listener : listeners_) listener->on_start(*this);
  while (!stop_reason_ && !is_complete()) {
    const UpdateReport report = step();
    for (const auto& listener : listeners_) listener->on_update(*this, report);
  }
  const std::string reason = stop_reason_.value_or("all epochs and updates are done");
  for (const auto& listener : listeners_) listener->on_stop(*this, reason);
  return reason;
}

UpdateReport Trainer::step() {
  const auto started = Clock::now();
  const int64_t update = state_.update + 1;
  UpdateSums sums;
  BatchLoader::Item item;
  model_->train();
  for (int64_t part = 0; part < config_.batch.accumulate; ++part) {
    // 1. Batch
    item = loader_->next();
    const Batch batch = item.batch.to(model_->device());
    reseed(update, part);
    // 2. Forward
    const Encoded encoded = model_->encode(batch.source, batch.source_lengths, batch.source_mask);
    const Tensor readouts = model_->decode(encoded, batch.target_input).readouts;
    // 3. Loss
    const Loss loss = model_->loss(readouts, batch.target_output, batch.target_mask,
                                   config_.training.label_smoothing);
    // 4. Backward
    loss.smoothed.backward();
    sums.add(loss, batch.target_tokens);
  }
  // 5. Clip
  const double norm = checked_norm(flat_.gradients(), update);
  const double scale = clipped_scale(norm, sums.words, config_.optimizer.clip_norm);
  // 6. Schedule
  const double rate =
      learning_rate(config_.schedule, config_.optimizer.learning_rate, update, state_.reductions);
  // 7. Update
  optimizer_.update(flat_.gradients(), scale, rate, update, average_.step(update));
  return advance_state(item, sums, norm, rate, seconds_since(started));
}

void Trainer::reseed(int64_t update, int64_t part) const {
  torch::manual_seed(derive_seed(static_cast<uint64_t>(config_.training.seed), Stream::dropout,
                                 {static_cast<uint64_t>(update), static_cast<uint64_t>(part)}));
}

UpdateReport Trainer::advance_state(const BatchLoader::Item& item, const UpdateSums& sums,
                                    double norm, double rate, double seconds) {
  ++state_.update;
  state_.position = item.next_position();
  state_.target_tokens += sums.words;
  state_.seconds += seconds;
  const double epoch_share =
      static_cast<double>(item.position.batch + 1) / static_cast<double>(item.batches_in_epoch);
  return {.update = state_.update,
          .epoch = item.position.epoch + 1,
          .last_of_epoch = item.last_of_epoch,
          .epoch_share = epoch_share,
          .loss = sums.mean(sums.smoothed),
          .cross_entropy = sums.mean(sums.cross_entropy),
          .target_tokens = sums.words,
          .learning_rate = rate,
          .gradient_norm = norm / static_cast<double>(sums.words),
          .seconds = seconds};
}

bool Trainer::is_complete() const {
  const TrainingConfig& limits = config_.training;
  return (limits.max_epochs > 0 && state_.position.epoch >= limits.max_epochs) ||
         (limits.max_updates > 0 && state_.update >= limits.max_updates);
}

void Trainer::stop(std::string reason) {
  if (!stop_reason_) stop_reason_ = std::move(reason);
}

void Trainer::announce(ValidationReport report) {
  state_ = after_validation(std::move(state_), report, config_);
  for (const auto& listener : listeners_) listener->on_validation(*this, report);
}

std::map<std::string, Tensor> Trainer::weights() const {
  return flat_.views(average_.average().defined() ? average_.average() : flat_.values());
}

std::map<std::string, Tensor> Trainer::further_tensors() const {
  std::map<std::string, Tensor> tensors;
  const auto add = [&](const std::string& prefix, const Tensor& flat) {
    for (const auto& [name, tensor] : flat_.views(flat)) tensors.emplace(prefix + name, tensor);
  };
  if (average_.average().defined()) add("training.", flat_.values());
  for (const auto& [name, moment] : optimizer_.state()) add("optimizer." + name + ".", moment);
  return tensors;
}

}  // namespace dragoman
