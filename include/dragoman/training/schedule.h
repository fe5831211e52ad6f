#pragma once
#include <cstdint>

#include "dragoman/config/config.h"

namespace dragoman {

/// How far a run is.
struct RunProgress {
  int64_t update = 1;      // from 1
  int64_t reductions = 0;  // for which validation without improvement was the reason
  double share = 0;        // of the run, in [0, 1]
};

/// The learning rate of an update, a pure function. Over the first `warmup` updates it rises: it is
/// update / warmup of
///   constant      peak
///   inverse_sqrt  peak · √(warmup / update)                        (Vaswani et al. 2017, eq. 3)
///   luong         peak · factor^n, n = 0 up to `start`, then one more for each `interval` begun
///                                                  (Luong et al. 2015, section 4.1)
///   plateau       peak · factor^reductions
/// and, s being the share that is done of `length` updates after the warm-up, or of the run where
/// the length is 0,
///   linear        peak · (floor + (1 − floor) · (1 − s))
///   cosine        peak · (floor + (1 − floor) · (1 + cos πs) / 2)
///   restarts      the same, from the peak again after each fall, `growth` times as slowly
///                                                  (Loshchilov and Hutter 2017, eq. 5)
double learning_rate(const ScheduleConfig& config, double peak, const RunProgress& progress);

}  // namespace dragoman
