#pragma once
#include <filesystem>
#include <fstream>

#include "dragoman/training/listener.h"

namespace dragoman {

/// metrics.jsonl: one JSON object a line, `"event": "update"` every `log_every` updates and
/// `"event": "validation"`, with the fields of the reports. A resumed run drops what the file says
/// of updates after its checkpoint, so that the file reads as one run.
class MetricsLog : public TrainingListener {
 public:
  explicit MetricsLog(std::filesystem::path path) : path_(std::move(path)) {}

  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

}  // namespace dragoman
