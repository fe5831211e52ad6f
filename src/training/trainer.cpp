#include "dragoman/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <spdlog/spdlog.h>
#include <torch/utils.h>

#include "dragoman/base/fingerprint.h"
#include "dragoman/base/memory.h"
#include "dragoman/base/random.h"
#include "dragoman/kernels/cuda.h"
#include "dragoman/kernels/sum_of_squares.h"
#include "dragoman/nn/array_of.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/training/schedule.h"
#include "dragoman/training/state_json.h"
#include "training/gradient_sum.h"

namespace dragoman {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The norm of the gradients [P], 0-d float64.
Tensor norm_of(const Tensor& gradients) {
  if (!gradients.is_cpu() && !cuda::is_available()) return gradients.norm().to(torch::kDouble);
  const Tensor sums =
      torch::empty({sum_of_squares_room}, gradients.options().dtype(torch::kDouble));
  sum_of_squares(array_of(gradients), array_of(sums));
  return sums[0].sqrt();
}

/// On a GPU with padding, so that shapes come again: what is done with them is recorded there.
Batch on_device(const Batch& batch, torch::Device device) {
  constexpr int64_t lengths = 4;
  return (device.is_cpu() ? batch : padded(batch, lengths)).to(device);
}

/// Source and target positions of one pair of the batch, padding included.
int64_t positions(const Batch& batch) {
  return batch.source.size(1) + batch.target_input.size(0);
}

}  // namespace

struct Trainer::UpdateSums {
  Tensor trained, cross_entropy;  // 0-d
  int64_t words = 0;              // as often as they were passed over

  void add(const Loss& loss, int64_t batch_words) {
    trained = words == 0 ? loss.trained.detach() : trained + loss.trained.detach();
    cross_entropy = words == 0 ? loss.cross_entropy : cross_entropy + loss.cross_entropy;
    words += batch_words;
  }

  /// All three, float64 [3].
  Tensor together() const {
    return torch::stack({trained.to(torch::kDouble), cross_entropy.to(torch::kDouble),
                         torch::full_like(trained, words, torch::kDouble)});
  }
};

Trainer::Trainer(const Config& config, std::shared_ptr<TranslationModel> model,
                 const PairSource& pairs, std::vector<std::unique_ptr<TrainingListener>> listeners,
                 Processes processes, Guides guides)
    : config_(config),
      model_(std::move(model)),
      objective_(config, model_, std::move(guides)),
      pairs_(pairs),
      listeners_(std::move(listeners)),
      processes_(std::move(processes)),
      flat_(*model_),
      optimizer_(config.optimizer, flat_.values(), flat_.stretches()),
      average_(config.training.average, flat_.values()) {}

std::string Trainer::run() {
  begin_together();
  loader_.emplace(pairs_, config_.batch, static_cast<uint64_t>(config_.training.seed),
                  state_.position, BatchLoader::Share{processes_.rank(), processes_.size()});
  for (const auto& listener : listeners_) listener->on_start(*this);
  while (!stop_reason_ && !is_complete()) {
    if (is_due(step())) tell();
  }
  if (!stop_reason_ && !is_finite()) diverge(state_.update, "a weight");
  const std::string reason = stop_reason_.value_or("all epochs and updates are done");
  for (const auto& listener : listeners_) listener->on_stop(*this, reason);
  return reason;
}

void Trainer::begin_together() {
  if (processes_.size() == 1) return;
  const std::string state = processes_.of_first(nlohmann::json(state_).dump());
  if (!processes_.is_first()) state_ = nlohmann::json::parse(state).get<TrainingState>();
  processes_.spread(flat_.values());
  for (const auto& [name, moment] : optimizer_.state()) processes_.spread(moment);
  if (average_.average().defined()) processes_.spread(average_.average());
  if (const Lexicon lexicon = model_->lexicon(); !lexicon.empty()) {
    processes_.spread(lexicon.words);
    processes_.spread(lexicon.probabilities);
    model_->set_lexicon(lexicon);
  }
}

void Trainer::end_together() {
  for (const std::string& reason : processes_.of_all(stop_reason_.value_or(""))) {
    if (!reason.empty()) stop(reason);
  }
}

UpdateReport Trainer::step() {
  const auto started = Clock::now();
  const int64_t update = state_.update + 1;
  model_->train();
  // 1. Batches
  const std::vector<BatchLoader::Item> items = next_items();
  GradientSum gradients(processes_, flat_);
  const UpdateSums own = summed(items, update, gradients, [&](const Batch& batch, bool is_last) {
    // 2. Forward
    const Mixup mixup = objective_.mixup(batch);
    const Encoded encoded =
        model_->encode(batch.source, batch.source_lengths, batch.source_mask, mixup);
    const Tensor words = objective_.given_words(batch, encoded, share_of_run(items.back()));
    const Decoded decoded = model_->decode(encoded, words, mixup, batch.target_mask);
    // 3. Loss
    const Loss loss = objective_.loss(batch, decoded, mixup);
    // 4. Backward
    if (is_last) gradients.watch(encoded.memory);
    loss.trained.backward();
    return loss;
  });
  gradients.finish();
  const Tensor sums = of_all_processes(own);
  // 5. Clip
  const Tensor norm = norm_of(flat_.gradients());
  const Tensor scale = clipped_scale(norm, sums[2], config_.optimizer.clip_norm) + sums[0] * 0;
  // 6. Schedule
  UpdateReport report = report_of(items);
  report.learning_rate = rate_of(items.back());
  // 7. Update
  optimizer_.update(flat_.gradients(), scale, report.learning_rate, update, average_.step(update));
  state_.update = update;
  state_.position = items.back().next;
  report.seconds = seconds_since(started);
  unread_.add(report, {sums[0], sums[1], sums[2], norm, scale});
  return report;
}

bool Trainer::is_due(const UpdateReport& report) const {
  const auto comes_every = [&](int64_t updates) {
    return updates > 0 && report.update % updates == 0;
  };
  constexpr int64_t most_unread = 50;  // so that a signal is soon seen
  return model_->device().is_cpu() || report.last_of_epoch || is_complete() ||
         comes_every(most_unread) || comes_every(config_.training.log_every) ||
         comes_every(config_.validation.every) || comes_every(config_.training.checkpoint_every);
}

void Trainer::tell() {
  for (const UpdateReport& report : unread_.read(objective_.passes())) {
    count(report);
    for (const auto& listener : listeners_) listener->on_update(*this, report);
  }
  end_together();
}

double Trainer::rate_of(const BatchLoader::Item& item) const {
  const RunProgress progress = {state_.update + 1, state_.reductions, share_of_run(item)};
  const double scheduled =
      learning_rate(config_.schedule, config_.optimizer.learning_rate, progress);
  return std::ldexp(scheduled, -static_cast<int>(state_.setbacks));
}

double Trainer::share_of_run(const BatchLoader::Item& item) const {
  const TrainingConfig& limits = config_.training;
  const auto share = [](double done, int64_t all) {
    return all == 0 ? 0 : std::min(1.0, done / static_cast<double>(all));
  };
  const double epochs = static_cast<double>(item.position.epoch) + item.epoch_share;
  return std::max(share(epochs, limits.max_epochs),
                  share(static_cast<double>(state_.update + 1), limits.max_updates));
}

std::vector<BatchLoader::Item> Trainer::next_items() {
  std::vector<BatchLoader::Item> items;
  const int64_t parts = config_.batch.accumulate * processes_.size();
  for (int64_t part = 0; part < parts; ++part) items.push_back(loader_->next());
  return items;
}

Trainer::UpdateSums Trainer::summed(const std::vector<BatchLoader::Item>& items, int64_t update,
                                    const GradientSum& gradients,
                                    const std::function<Loss(const Batch&, bool)>& loss_of) {
  for (;;) {
    UpdateSums sums;
    int64_t pairs = 0, width = 0;  // of what is being computed
    try {
      const auto own = static_cast<size_t>(processes_.rank());
      for (size_t part = own; part < items.size(); part += processes_.size()) {
        const Batch batch = on_device(items[part].batch, model_->device());
        const int64_t all = batch.source.size(0);
        width = positions(batch);
        reseed(update, static_cast<int64_t>(part));
        for (int64_t begin = 0; begin < all; begin += pairs) {
          pairs = std::min(all - begin, std::max<int64_t>(1, most_positions_ / width));
          const Batch some = pairs == all ? batch : part_of(batch, begin, begin + pairs);
          const bool is_last = begin + pairs == all && part + processes_.size() >= items.size();
          sums.add(loss_of(objective_.passes() == 2 ? twice(some) : some, is_last),
                   objective_.passes() * some.target_tokens);
        }
      }
      return sums;
    } catch (const std::exception& error) {
      if (!is_out_of_memory(error) || pairs <= 1 || gradients.has_begun()) throw;
      most_positions_ = pairs / 2 * width;
      flat_.gradients().zero_();
      spdlog::warn(
          "update {}: out of memory with {} pairs at a time: they are taken in parts of "
          "{}, and their gradients added",
          update, pairs, pairs / 2);
    }
  }
}

Tensor Trainer::of_all_processes(const UpdateSums& own) const {
  const Tensor sums = own.together();
  processes_.add_up(sums);
  return sums;
}

void Trainer::reseed(int64_t update, int64_t part) const {
  torch::manual_seed(derive_seed(static_cast<uint64_t>(config_.training.seed), Stream::dropout,
                                 {static_cast<uint64_t>(update), static_cast<uint64_t>(part)}));
}

UpdateReport Trainer::report_of(const std::vector<BatchLoader::Item>& items) const {
  // An update that goes on into the next epoch ends this one.
  const auto last = std::find_if(items.rbegin(), items.rend(),
                                 [](const auto& item) { return item.is_last_of_epoch(); });
  const BatchLoader::Item& item = last == items.rend() ? items.back() : *last;
  return {.update = state_.update + 1,
          .epoch = item.position.epoch + 1,
          .last_of_epoch = item.is_last_of_epoch(),
          .epoch_share = item.epoch_share};
}

void Trainer::count(const UpdateReport& report) {
  state_.target_tokens += report.target_tokens;
  state_.seconds += report.seconds;
  state_.skipped = report.skipped ? state_.skipped + 1 : 0;
  if (state_.skipped >= config_.training.skipped) diverge(report.update, "loss or gradient");
}

bool Trainer::is_complete() const {
  const TrainingConfig& limits = config_.training;
  return (limits.max_epochs > 0 && state_.position.epoch >= limits.max_epochs) ||
         (limits.max_updates > 0 && state_.update >= limits.max_updates);
}

void Trainer::diverge(int64_t update, const char* what) {
  has_diverged_ = true;
  stop(fmt::format("update {}: {} is not finite", update, what));
}

void Trainer::stop(std::string reason) {
  if (!stop_reason_) stop_reason_ = std::move(reason);
}

void Trainer::announce(ValidationReport report) {
  state_ = after_validation(std::move(state_), report, config_);
  for (const auto& listener : listeners_) listener->on_validation(*this, report);
}

const Tensor& Trainer::flat_weights() const {
  return average_.average().defined() ? average_.average() : flat_.values();
}

std::map<std::string, Tensor> Trainer::weights() const {
  return flat_.views(flat_weights());
}

bool Trainer::is_finite() const {
  return dragoman::is_finite(flat_.values()) && dragoman::is_finite(flat_weights());
}

std::string Trainer::fingerprint() const {
  const Tensor weights = flat_weights().cpu();
  Fingerprint fingerprint;
  fingerprint.add({static_cast<const char*>(weights.data_ptr()), weights.nbytes()});
  return fingerprint.text();
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
