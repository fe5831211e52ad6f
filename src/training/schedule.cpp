#include "dragoman/training/schedule.h"

#include <algorithm>
#include <cmath>

namespace dragoman {

double learning_rate(const ScheduleConfig& config, double peak, int64_t update,
                     int64_t reductions) {
  const double number = static_cast<double>(update);
  const double warmup = static_cast<double>(std::max<int64_t>(1, config.warmup));
  if (number < warmup) return peak * number / warmup;
  switch (config.kind) {
    case ScheduleKind::constant:
      return peak;
    case ScheduleKind::inverse_sqrt:
      return peak * std::sqrt(warmup / number);
    case ScheduleKind::luong: {
      const int64_t halvings =
          update <= config.start ? 0 : (update - config.start - 1) / config.interval + 1;
      return peak * std::pow(config.factor, static_cast<double>(halvings));
    }
    case ScheduleKind::plateau:
      return peak * std::pow(config.factor, static_cast<double>(reductions));
  }
  return peak;
}

}  // namespace dragoman
