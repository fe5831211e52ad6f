#include "config/constraint.h"

#include <cmath>
#include <utility>

#include "dragoman/base/error.h"

namespace dragoman {

Constraint anything() {
  return {};
}

Constraint at_least(double low) {
  return {.low = low};
}

Constraint above(double low, double high) {
  return {.low = low, .high = high, .low_excluded = true};
}

Constraint between(double low, double high) {
  return {.low = low, .high = high};
}

Constraint rate() {
  return {.low = 0, .high = 1, .high_excluded = true};
}

Constraint inner_rate() {
  return {.low = 0, .high = 1, .low_excluded = true, .high_excluded = true};
}

Constraint or_zero(Constraint constraint) {
  constraint.zero_too = true;
  return constraint;
}

Constraint filled() {
  return {.filled = true};
}

Constraint equivalent(Constraint constraint) {
  constraint.equivalent = true;
  return changeable(std::move(constraint));
}

Constraint changeable(Constraint constraint) {
  constraint.changeable = true;
  return constraint;
}

Constraint one_of(std::vector<std::string> names) {
  return {.names = std::move(names)};
}

Constraint one_of(std::vector<std::string> Choices::*choice) {
  return {.choice = choice};
}

bool holds(const Constraint& constraint, double number) {
  if (!std::isfinite(number)) return false;
  if (constraint.zero_too && number == 0) return true;
  const bool high_enough =
      constraint.low_excluded ? number > constraint.low : number >= constraint.low;
  const bool low_enough =
      constraint.high_excluded ? number < constraint.high : number <= constraint.high;
  return high_enough && low_enough;
}

const std::vector<std::string>& valid_names(const Constraint& constraint, const Choices& choices) {
  return constraint.choice ? choices.*constraint.choice : constraint.names;
}

std::string bound_text(double bound) {
  constexpr double most_digits = 1e15;
  const bool whole = std::trunc(bound) == bound && std::abs(bound) < most_digits;
  return whole ? fmt::format("{:.0f}", bound) : fmt::format("{}", bound);
}

std::string describe(const Constraint& constraint, const Choices& choices) {
  const auto& names = valid_names(constraint, choices);
  if (!names.empty()) return fmt::format("one of {}", fmt::join(names, ", "));
  if (constraint.filled) return "not empty";
  if (!std::isfinite(constraint.low)) return {};
  const std::string low = bound_text(constraint.low), high = bound_text(constraint.high);
  const std::string zero = constraint.zero_too ? "0 or " : "";
  const bool closed = !constraint.low_excluded && !constraint.high_excluded;
  if (closed && std::isfinite(constraint.high)) {
    return fmt::format("{}from {} to {}", zero, low, high);
  }
  const auto lower = constraint.low_excluded ? "above" : "at least";
  if (!std::isfinite(constraint.high)) return fmt::format("{}{} {}", zero, lower, low);
  const auto upper = constraint.high_excluded ? "below" : "at most";
  return fmt::format("{}{} {} and {} {}", zero, lower, low, upper, high);
}

}  // namespace dragoman
