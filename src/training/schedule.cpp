#include "dragoman/training/schedule.h"

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

/// The share that is done of the fall in which an update lies. @param updates since the warm-up
double restarted(const ScheduleConfig& config, double updates) {
  const auto length = static_cast<double>(config.length);
  const double more = config.growth - 1;
  if (more == 0) return std::fmod(updates, length) / length;
  // n falls take length · (growthⁿ − 1) / (growth − 1) updates.
  const double falls = std::floor(std::log1p(updates * more / length) / std::log1p(more) + 1e-9);
  const double grown = std::pow(config.growth, falls);
  const double begun = length * (grown - 1) / more;
  return std::clamp((updates - begun) / (length * grown), 0.0, 1.0);
}

double share_done(const ScheduleConfig& config, const RunProgress& progress) {
  if (config.length == 0) return progress.share;
  const auto updates = static_cast<double>(std::max<int64_t>(0, progress.update - config.warmup));
  if (config.kind == ScheduleKind::restarts) return restarted(config, updates);
  return std::min(1.0, updates / static_cast<double>(config.length));
}

/// As a share of the peak. @param left of the way down from there, in [0, 1]
double above_floor(const ScheduleConfig& config, double left) {
  return config.floor + (1 - config.floor) * left;
}

/// As a share of the peak, but for the rise. @param warmup at least 1
double of_peak(const ScheduleConfig& config, const RunProgress& progress, double warmup) {
  switch (config.kind) {
    case ScheduleKind::constant:
      return 1;
    case ScheduleKind::inverse_sqrt:
      return std::sqrt(warmup / std::max(warmup, static_cast<double>(progress.update)));
    case ScheduleKind::luong: {
      const int64_t since = progress.update - config.start;
      const int64_t halvings = since <= 0 ? 0 : (since - 1) / config.interval + 1;
      return std::pow(config.factor, static_cast<double>(halvings));
    }
    case ScheduleKind::plateau:
      return std::pow(config.factor, static_cast<double>(progress.reductions));
    case ScheduleKind::linear:
      return above_floor(config, 1 - share_done(config, progress));
    case ScheduleKind::cosine:
    case ScheduleKind::restarts:
      return above_floor(config, (1 + std::cos(M_PI * share_done(config, progress))) / 2);
  }
  return 1;
}

}  // namespace

double learning_rate(const ScheduleConfig& config, double peak, const RunProgress& progress) {
  const double warmup = static_cast<double>(std::max<int64_t>(1, config.warmup));
  const double number = static_cast<double>(progress.update);
  const double risen = number < warmup ? peak * number / warmup : peak;
  return risen * of_peak(config, progress, warmup);
}

}  // namespace dragoman
