#include "dragoman/report/run_difference.h"

#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"
#include "dragoman/report/event_log.h"

namespace dragoman {
namespace {

/// By update and kind, so that an update comes before the validation after it.
using Events = std::map<std::pair<int64_t, std::string>, nlohmann::json>;

Events events_of(const RunDirectory& run) {
  Events events;
  for (nlohmann::json& event : read_events(run.metrics())) {
    event.erase("seconds");
    const auto kind = event.find("event");
    if (kind == event.end() || !kind->is_string()) continue;
    const std::pair key(event["update"].get<int64_t>(), kind->get<std::string>());
    events[key] = std::move(event);
  }
  if (events.empty()) {
    fail_input("{}: no run that has logged anything: give a training.directory", run.root.string());
  }
  return events;
}

std::string value_of(const nlohmann::json& event, const std::string& field) {
  return event.contains(field) ? event[field].dump() : "nothing";
}

/// @param first, second an event that is not the same in both
RunDeviation deviation_of(int64_t update, const nlohmann::json& first,
                          const nlohmann::json& second) {
  nlohmann::json both = first;
  both.update(second);
  for (const auto& [field, ignored] : both.items()) {
    std::string a = value_of(first, field), b = value_of(second, field);
    if (a != b) return {update, field, std::move(a), std::move(b)};
  }
  return {update, {}, {}, {}};
}

}  // namespace

RunDifference difference_of(const RunDirectory& first, const RunDirectory& second) {
  const Events events = events_of(first), others = events_of(second);
  RunDifference difference;
  for (const auto& [key, event] : events) {
    const auto other = others.find(key);
    if (other == others.end()) continue;
    ++difference.events;
    if (event != other->second) {
      difference.deviation = deviation_of(key.first, event, other->second);
      break;
    }
    difference.last_equal = key.first;
  }
  return difference;
}

}  // namespace dragoman
