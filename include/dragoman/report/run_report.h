#pragma once
#include <string>
#include <vector>

#include "dragoman/report/event_log.h"
#include "dragoman/training/listener.h"
#include "dragoman/training/run_directory.h"

namespace dragoman {

/// What a run has written down so far.
struct RunRecord {
  std::string name;
  std::vector<UpdateReport> updates;          // every `log_every`
  std::vector<ValidationReport> validations;  // with their examples
  std::string ended;                          // why it stopped; empty while it runs
};

/// Of metrics.jsonl and examples.jsonl; what is not as this version writes it is passed over.
RunRecord read_run(const RunDirectory& directory);

/// The run as a page: curves, translations of the same sentences from validation to validation, and
/// how their attention sharpened. While the run lasts, a browser reads the page anew by itself.
std::string run_html(const RunRecord& run);

/// Keeps report.html in the run directory up to date, at each validation and at the end. Comes
/// after `MetricsLog` among the listeners.
class RunReport : public TrainingListener {
 public:
  explicit RunReport(const RunDirectory& directory)
      : directory_(directory), examples_(directory.examples()) {}

  void on_start(Trainer& trainer) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  void try_to_write(const std::string& ended) const;
  void write(const std::string& ended) const;

  RunDirectory directory_;
  EventLog examples_;
};

}  // namespace dragoman
