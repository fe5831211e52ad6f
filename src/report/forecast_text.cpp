#include "dragoman/report/forecast_text.h"

#include <numeric>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/base/grouped.h"
#include "dragoman/report/progress.h"

namespace dragoman {
namespace {

std::string bytes_text(int64_t bytes) {
  constexpr int64_t mebibyte = 1 << 20, gibibyte = 1 << 30;
  const double size = static_cast<double>(bytes);
  if (bytes >= gibibyte) return fmt::format("{:.1f} GiB", size / static_cast<double>(gibibyte));
  return fmt::format("{:.1f} MiB", size / static_cast<double>(mebibyte));
}

std::string parameters_text(const std::map<std::string, int64_t>& parts) {
  int64_t sum = 0;
  std::vector<std::string> texts;
  for (const auto& [part, count] : parts) {
    sum += count;
    texts.push_back(fmt::format("{} {}", part, grouped(count)));
  }
  return fmt::format("{}: {}", grouped(sum), fmt::join(texts, ", "));
}

std::string validations_text(const Forecast& forecast) {
  if (forecast.length.validations == 0) return "none: no data.valid_source";
  return fmt::format("{}, about {} each", grouped(forecast.length.validations),
                     format_duration(forecast.validation_seconds));
}

std::string need_text(int64_t needed, int64_t available, std::string_view available_is) {
  return fmt::format("about {} of {} {}{}", bytes_text(needed), bytes_text(available), available_is,
                     needed > available ? ": DOES NOT FIT" : "");
}

std::string line(std::string_view name, const std::string& value) {
  return fmt::format("{:<13}{}\n", name, value);
}

}  // namespace

std::string format(const Forecast& forecast, const Resources& resources) {
  const RunLength& length = forecast.length;
  return line("parameters", parameters_text(forecast.parameters)) +
         line("pairs", grouped(forecast.pairs) + " after the filters") +
         line("updates", fmt::format("{} at most, {} an epoch", grouped(length.updates),
                                     grouped(length.updates_in_epoch))) +
         line("validations", validations_text(forecast)) +
         line("time",
              fmt::format("about {} at most, at {:.0f} target tokens/s",
                          format_duration(forecast.seconds()), forecast.tokens_per_second)) +
         line("memory", need_text(forecast.peak_memory, resources.memory,
                                  "(the peak so far, the largest batch included)")) +
         line("disk", need_text(forecast.disk, resources.disk, "free"));
}

}  // namespace dragoman
