#pragma once
#include "dragoman/report/event_log.h"
#include "dragoman/training/listener.h"

namespace dragoman {

/// metrics.jsonl: an event "update" every `log_every` updates
/// and at each one that was skipped, and an event "validation" each time,
/// with the fields of the reports.
class MetricsLog : public TrainingListener {
 public:
  explicit MetricsLog(std::filesystem::path path) : log_(std::move(path)) {}

  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  /// @throws Error where a full disk still keeps events out of the file
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  EventLog log_;
};

}  // namespace dragoman
