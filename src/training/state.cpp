#include "dragoman/training/state.h"

#include <cmath>

namespace dragoman {

double metric_value(const ValidationReport& report, Metric metric) {
  switch (metric) {
    case Metric::bleu:
      return report.bleu;
    case Metric::chrf:
      return report.chrf;
    case Metric::loss:
      return report.loss;
  }
  return report.loss;
}

bool is_better(double value, double than, Metric metric) {
  return metric == Metric::loss ? value < than : value > than;
}

TrainingState after_validation(TrainingState state, ValidationReport& report,
                               const Config& config) {
  const double value = metric_value(report, config.validation.metric);
  const bool first = state.best_update == 0 || !std::isfinite(state.best);
  report.best = std::isfinite(report.loss) &&
                (first || is_better(value, state.best, config.validation.metric));
  if (report.best) {
    state.best = value;
    state.best_update = report.update;
    state.stale = 0;
    state.since_reduction = 0;
  } else {
    ++state.stale;
    ++state.since_reduction;
  }
  if (config.schedule.kind == ScheduleKind::plateau &&
      state.since_reduction >= config.schedule.patience) {
    ++state.reductions;
    state.since_reduction = 0;
  }
  state.history.push_back(report);
  state.history.back().examples.clear();
  return state;
}

}  // namespace dragoman
