#include "dragoman/report/progress.h"

#include <algorithm>
#include <cmath>

#include <spdlog/spdlog.h>

#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

constexpr std::chrono::milliseconds redraw_interval{200};

/// Seconds until the configured end, from the share of the work that is done; negative when
/// unknown.
double seconds_left(const Trainer& trainer, const UpdateReport& report) {
  const TrainingConfig& limits = trainer.config().training;
  double share = 0;
  if (limits.max_epochs > 0) {
    share = (static_cast<double>(report.epoch - 1) + report.epoch_share) /
            static_cast<double>(limits.max_epochs);
  }
  if (limits.max_updates > 0) {
    share = std::max(share,
                     static_cast<double>(report.update) / static_cast<double>(limits.max_updates));
  }
  return share > 0 ? trainer.state().seconds * (1 - share) / share : -1;
}

std::string progress_line(const Trainer& trainer, const UpdateReport& report,
                          const ProgressWindow& window) {
  const double loss = window.loss / static_cast<double>(window.words);
  const double left = seconds_left(trainer, report);
  return fmt::format(
      "epoch {}  update {}  loss {:.3f}  perplexity {:.2f}  {:.0f} tokens/s  rate {:.2e}{}",
      report.epoch, report.update, loss, std::exp(loss),
      static_cast<double>(window.words) / window.seconds, report.learning_rate,
      left >= 0 ? "  left " + format_duration(left) : "");
}

}  // namespace

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
  if (trainer.state().update == 0) return;
  spdlog::info("going on after update {}, epoch {}", trainer.state().update,
               trainer.state().position.epoch + 1);
}

void Progress::on_update(Trainer& trainer, const UpdateReport& report) {
  window_.add(report);
  const auto now = std::chrono::steady_clock::now();
  if (terminal_ && now - drawn_ >= redraw_interval) {
    out_ << "\r\033[K" << progress_line(trainer, report, window_) << std::flush;
    drawn_ = now;
  }
  if (report.update % trainer.config().training.log_every == 0) {
    if (!terminal_) spdlog::info(progress_line(trainer, report, window_));
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
  spdlog::info("stopped: {}; {} updates, {} target tokens in {} ({:.0f} tokens/s)", reason,
               state.update, state.target_tokens, format_duration(state.seconds),
               state.seconds > 0 ? static_cast<double>(state.target_tokens) / state.seconds : 0);
}

void Progress::clear_line() {
  if (terminal_) out_ << "\r\033[K" << std::flush;
}

}  // namespace dragoman
