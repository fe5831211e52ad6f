#include "dragoman/training/unread_updates.h"

#include <chrono>
#include <cmath>
#include <utility>

namespace dragoman {

void UnreadUpdates::add(const UpdateReport& report, const Numbers& numbers) {
  const auto& [trained, cross_entropy, words, gradient_norm, scale] = numbers;
  reports_.push_back(report);
  numbers_.push_back(torch::stack({trained, cross_entropy, words, gradient_norm, scale}));
}

std::vector<UpdateReport> UnreadUpdates::read(int64_t passes) {
  if (reports_.empty()) return {};
  const auto started = std::chrono::steady_clock::now();
  const torch::Tensor all = torch::stack(std::exchange(numbers_, {})).cpu();
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  for (const UpdateReport& report : reports_)
    seconds += std::chrono::duration<double>(report.seconds);
  seconds /= static_cast<double>(reports_.size());
  const double* numbers = all.data_ptr<double>();
  for (UpdateReport& report : reports_) {
    const double words = numbers[2];
    report.loss = numbers[0] / words;
    report.cross_entropy = numbers[1] / words;
    report.target_tokens = static_cast<int64_t>(words) / passes;
    report.gradient_norm = numbers[3] / words;
    report.skipped = !std::isfinite(numbers[4]);
    report.seconds = seconds.count();
    numbers += all.size(1);
  }
  return std::exchange(reports_, {});
}

}  // namespace dragoman
