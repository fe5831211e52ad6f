#pragma once
#include <cstdint>

#include "dragoman/config/config.h"

namespace dragoman {

/// The learning rate of update `update` (from 1), a pure function. Every schedule rises linearly to
/// `peak` over the first `warmup` updates, then
///   constant      peak
///   inverse_sqrt  peak · √(warmup / update)                        (Vaswani et al. 2017, eq. 3)
///   luong         peak · factor^n, n = how often `interval` updates have passed since `start`
///                                                                  (Luong et al. 2015,
///                                                                  section 4.1)
///   plateau       peak · factor^reductions, where validation without improvement counts reductions
double learning_rate(const ScheduleConfig& config, double peak, int64_t update, int64_t reductions);

}  // namespace dragoman
