#pragma once
#include <chrono>
#include <ostream>

#include "dragoman/training/listener.h"

namespace dragoman {

/// Means over the updates since the last report.
struct ProgressWindow {
  double loss = 0;  // cross-entropy in nats, summed over words
  int64_t words = 0;
  double seconds = 0;

  void add(const UpdateReport& report);
};

/// "2h 05m", "3m 20s", "12s".
std::string format_duration(double seconds);

/// The progress line: loss, perplexity, target tokens/s, learning rate, time left. On a terminal it
/// is drawn anew in place after each update; elsewhere a plain line comes every `log_every`
/// updates.
class Progress : public TrainingListener {
 public:
  /// @param terminal whether `out` is a terminal
  Progress(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}

  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  void clear_line();

  std::ostream& out_;
  bool terminal_;
  ProgressWindow window_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace dragoman
