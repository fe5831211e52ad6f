#include "dragoman/report/event_log.h"

#include <fstream>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "dragoman/base/atomic_file.h"

namespace dragoman {

namespace {

/// Calls `take(line, event)` for every whole event of a file; a device, which may have no end, has
/// none.
template <class Take>
void for_each_event(const std::filesystem::path& path, const Take& take) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const nlohmann::json event = nlohmann::json::parse(line, nullptr, false);
    if (!event.is_object()) continue;
    const auto update = event.find("update");
    if (update != event.end() && update->is_number_integer()) take(line, event);
  }
}

}  // namespace

std::vector<nlohmann::json> read_events(const std::filesystem::path& path) {
  std::vector<nlohmann::json> events;
  for_each_event(path, [&](const std::string&, const auto& event) { events.push_back(event); });
  return events;
}

void EventLog::open(int64_t update) {
  std::vector<std::string> kept;
  for_each_event(path_, [&](const std::string& line, const nlohmann::json& event) {
    if (event["update"].get<int64_t>() <= update) kept.push_back(line);
  });
  write_atomically(path_, [&](std::ostream& out) {
    for (const std::string& line : kept) out << line << '\n';
  });
  file_.emplace(path_);
}

void EventLog::write(const nlohmann::ordered_json& event) {
  const bool failed = !file_->write(
      event.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  if (failed && !failing_) {
    spdlog::warn("writing {} failed ({}): its lines are kept in memory and tried again",
                 path_.string(), file_->reason());
  }
  failing_ = failed;
}

void EventLog::close() {
  if (file_) file_->finish();
}

}  // namespace dragoman
