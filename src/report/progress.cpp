#include "dragoman/report/progress.h"

#include <algorithm>
#include <cmath>

#include <spdlog/spdlog.h>

#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

constexpr std::chrono::milliseconds redraw_interval{200};

/// The share of the run that is done, by whichever limit comes first.
double share_done(const TrainingConfig& limits, const UpdateReport& report) {
  double share = 0;
  if (limits.max_epochs > 0) {
    share = (static_cast<double>(report.epoch - 1) + report.epoch_share) /
            static_cast<double>(limits.max_epochs);
  }
  if (limits.max_updates > 0) {
    share = std::max(share,
                     static_cast<double>(report.update) / static_cast<double>(limits.max_updates));
  }
  return share;
}

}  // namespace

std::string Progress::line(const UpdateReport& report) const {
  const double loss = window_.mean_loss();
  const std::string left = left_ ? "  left " + format_duration(*left_) : "";
  return fmt::format(
      "epoch {}  update {}  loss {:.3f}  perplexity {:.2f}  {:.0f} tokens/s  rate {:.2e}{}",
      report.epoch, report.update, loss, std::exp(loss), window_.words_per_second(),
      report.learning_rate, left);
}

std::optional<double> Pace::left(double share, double seconds) {
  if (!first_share_) {
    first_share_ = share;
    first_seconds_ = seconds;
  }
  if (share <= *first_share_) return std::nullopt;
  return (seconds - first_seconds_) * (1 - share) / (share - *first_share_);
}

void ProgressWindow::add(const UpdateReport& report) {
  loss += report.cross_entropy * static_cast<double>(report.target_tokens);
  words += report.target_tokens;
  seconds += report.seconds;
}

std::string format_duration(double seconds) {
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{}h {:02}m", whole / 3600, whole % 3600 / 60);
  if (whole >= 60) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}s", whole);
}

void Progress::on_start(Trainer& trainer) {
  first_update_ = trainer.state().update;
  first_tokens_ = trainer.state().target_tokens;
  if (trainer.state().update == 0) return;
  spdlog::info("going on after update {}, epoch {}", trainer.state().update,
               trainer.state().position.epoch + 1);
}

void Progress::on_update(Trainer& trainer, const UpdateReport& report) {
  left_ = pace_.left(share_done(trainer.config().training, report), trainer.state().seconds);
  if (!report.skipped) window_.add(report);
  if (report.skipped) {
    clear_line();
    spdlog::warn("update {}: loss or gradient is not finite: skipped", report.update);
  }
  const auto now = std::chrono::steady_clock::now();
  if (terminal_ && window_.words > 0 && now - drawn_ >= redraw_interval) {
    out_ << "\r\033[K" << line(report) << std::flush;
    drawn_ = now;
  }
  if (report.update % trainer.config().training.log_every == 0) {
    if (!terminal_ && window_.words > 0) spdlog::info("{}", line(report));
    window_ = {};
  }
}

void Progress::on_validation(Trainer& /*trainer*/, const ValidationReport& report) {
  clear_line();
  spdlog::info(
      "validation  epoch {}  update {}  loss {:.3f}  perplexity {:.2f}  BLEU {:.2f}  chrF {:.2f}{} "
      " ({})",
      report.epoch, report.update, report.loss, report.perplexity, report.bleu, report.chrf,
      report.best ? "  best" : "", format_duration(report.seconds));
  for (const ValidationExample& example : report.examples) {
    spdlog::info("    {}", example.translation);
  }
}

void Progress::on_stop(Trainer& trainer, const std::string& reason) {
  clear_line();
  const TrainingState& state = trainer.state();
  const int64_t tokens = state.target_tokens - first_tokens_;
  spdlog::info("stopped: {}; {} updates, {} target tokens in {} ({:.0f} tokens/s){}", reason,
               state.update - first_update_, tokens, format_duration(state.seconds),
               state.seconds > 0 ? static_cast<double>(tokens) / state.seconds : 0,
               first_update_ > 0 ? fmt::format(" since update {}", first_update_) : "");
}

void Progress::clear_line() {
  if (terminal_) out_ << "\r\033[K" << std::flush;
}

}  // namespace dragoman
