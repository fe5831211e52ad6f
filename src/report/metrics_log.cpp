#include "dragoman/report/metrics_log.h"

#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

template <typename Report>
nlohmann::ordered_json event_of(const char* name, const Report& report) {
  nlohmann::ordered_json event = {{"event", name}};
  const nlohmann::json fields = report;
  event.update(nlohmann::ordered_json(fields));
  return event;
}

}  // namespace

void MetricsLog::on_start(Trainer& trainer) {
  log_.open(trainer.state().update);
}

void MetricsLog::on_update(Trainer& trainer, const UpdateReport& report) {
  if (report.skipped || report.update % trainer.config().training.log_every == 0) {
    log_.write(event_of("update", report));
  }
}

void MetricsLog::on_validation(Trainer& /*trainer*/, const ValidationReport& report) {
  log_.write(event_of("validation", report));
}

void MetricsLog::on_stop(Trainer& /*trainer*/, const std::string& /*reason*/) {
  log_.close();
}

}  // namespace dragoman
