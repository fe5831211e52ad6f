#pragma once
#include <chrono>
#include <optional>
#include <ostream>
#include <string>

#include "dragoman/training/listener.h"

namespace dragoman {

/// Means over the updates since the last report.
struct ProgressWindow {
  double loss = 0;  // cross-entropy in nats, summed over words
  int64_t words = 0;
  double seconds = 0;

  void add(const UpdateReport& report);
  double mean_loss() const { return loss / static_cast<double>(words); }
  double words_per_second() const { return static_cast<double>(words) / seconds; }
};

/// How long a run goes on at the speed that it has had since it was first seen.
class Pace {
 public:
  /// @param share done of the run, of 1
  /// @param seconds that it has taken
  /// @return seconds left; none at first, and where nothing was done since
  std::optional<double> left(double share, double seconds);

 private:
  std::optional<double> first_share_;
  double first_seconds_ = 0;
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

  /// Goes on counting where a resumed run was, but takes speed and time from here on.
  void on_start(Trainer& trainer) override;
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  void clear_line();
  std::string line(const UpdateReport& report) const;

  std::ostream& out_;
  bool terminal_;
  ProgressWindow window_;
  int64_t first_update_ = 0, first_tokens_ = 0;
  Pace pace_;
  std::optional<double> left_;  // seconds, after the last update
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace dragoman
