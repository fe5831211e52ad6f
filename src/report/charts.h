#pragma once
#include <string>

#include <nlohmann/json.hpp>

namespace dragoman {

/// Charts as HTML with their script; a sentence where this build has no chart library.
/// @param charts an array of objects: `type` (bar, interval, line or curve), `name`, `axis` (the
/// title of y), `labels` or, of a curve, `x` (its title), and `series` of `label` and `data`; an
/// interval has `points` and `intervals`. `from_zero` makes y begin at 0.
std::string charts_html(const nlohmann::ordered_json& charts);

}  // namespace dragoman
