#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace dragoman {

/// How often a number fell under each of some bounds, as Prometheus counts.
class Histogram {
 public:
  /// @param bounds ascending
  explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)) {
    counts_.resize(bounds_.size() + 1);
  }

  void add(double number);

  /// The lines of a metric; `labels` stand before the bound, as in `path="/translate",`.
  std::string text(const std::string& name, const std::string& labels = "") const;

 private:
  std::vector<double> bounds_;
  std::vector<int64_t> counts_;  // between bounds; the last is of what is over all
  double sum_ = 0;
};

/// What is now.
struct ServiceState {
  int64_t requests = 0;             // admitted, and not answered yet
  int64_t waiting = 0, active = 0;  // lines in the queue, and in a search
};

/// What a server has done since it began, for `GET /metrics`. Threads share it.
class Counters {
 public:
  void count_request(const std::string& path, int status, double seconds);

  /// A step of one thread's search. @param sentences under way in it
  void count_step(int64_t sentences);
  void count_sentence(int64_t source_pieces, int64_t target_pieces);
  void count_cancelled(int64_t sentences);

  /// In the text format of Prometheus, version 0.0.4.
  std::string text(const ServiceState& now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, int64_t> requests_;  // by path and status
  std::map<std::string, Histogram> seconds_;                 // by path
  Histogram sentences_{{1, 2, 4, 8, 16, 32, 64, 128}};
  int64_t source_pieces_ = 0, target_pieces_ = 0, translated_ = 0, cancelled_ = 0;
};

}  // namespace dragoman
