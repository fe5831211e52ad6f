#include "serve/counters.h"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

namespace dragoman {
namespace {

const std::vector<double> seconds_bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,  0.5,    1,     2.5,  5,     10,   30};

std::string heading(const std::string& name, const char* type, const char* help) {
  return fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

std::string single(const std::string& name, const char* type, const char* help, int64_t value) {
  return heading(name, type, help) + fmt::format("{} {}\n", name, value);
}

}  // namespace

void Histogram::add(double number) {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), number);
  ++counts_[static_cast<size_t>(bound - bounds_.begin())];
  sum_ += number;
}

std::string Histogram::text(const std::string& name, const std::string& labels) const {
  std::string lines;
  int64_t count = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    count += counts_[i];
    const std::string bound = i < bounds_.size() ? fmt::format("{}", bounds_[i]) : "+Inf";
    lines += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, labels, bound, count);
  }
  const std::string own = labels.empty() ? "" : "{" + labels.substr(0, labels.size() - 1) + "}";
  return lines + fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, own, sum_, name, own, count);
}

void Counters::count_request(const std::string& path, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[{path, status}];
  seconds_.try_emplace(path, seconds_bounds).first->second.add(seconds);
}

void Counters::count_step(int64_t sentences) {
  const std::lock_guard lock(mutex_);
  sentences_.add(static_cast<double>(sentences));
}

void Counters::count_sentence(int64_t source_pieces, int64_t target_pieces) {
  const std::lock_guard lock(mutex_);
  ++translated_;
  source_pieces_ += source_pieces;
  target_pieces_ += target_pieces;
}

void Counters::count_cancelled(int64_t sentences) {
  const std::lock_guard lock(mutex_);
  cancelled_ += sentences;
}

std::string Counters::text(const ServiceState& now) const {
  const std::lock_guard lock(mutex_);
  std::string text = heading("dragoman_requests_total", "counter", "Requests answered.");
  for (const auto& [key, count] : requests_) {
    text += fmt::format("dragoman_requests_total{{path=\"{}\",status=\"{}\"}} {}\n", key.first,
                        key.second, count);
  }
  text += heading("dragoman_request_seconds", "histogram", "From a whole request to its answer.");
  for (const auto& [path, histogram] : seconds_) {
    text += histogram.text("dragoman_request_seconds", fmt::format("path=\"{}\",", path));
  }
  text += heading("dragoman_batch_sentences", "histogram", "Sentences in a step of a search.");
  text += sentences_.text("dragoman_batch_sentences");
  text += single("dragoman_requests", "gauge", "Requests under way.", now.requests);
  text += single("dragoman_waiting_sentences", "gauge", "Sentences in the queue.", now.waiting);
  text += single("dragoman_active_sentences", "gauge", "Sentences in a search.", now.active);
  text += single("dragoman_sentences_total", "counter", "Sentences translated.", translated_);
  text += single("dragoman_cancelled_sentences_total", "counter", "Sentences that were given up.",
                 cancelled_);
  text += single("dragoman_source_pieces_total", "counter", "Pieces read.", source_pieces_);
  text += single("dragoman_target_pieces_total", "counter", "Pieces written.", target_pieces_);
  return text;
}

}  // namespace dragoman
