#pragma once
#include <limits>
#include <string>
#include <vector>

#include "dragoman/config/config_file.h"
#include "dragoman/config/names.h"

namespace dragoman {

/// What a field's value must satisfy beyond its type: an interval for a number, names for a string.
struct Constraint {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_excluded = false;
  bool high_excluded = false;
  bool zero_too = false;
  bool filled = false;
  bool changeable = false;  // when a run goes on
  bool equivalent = false;  // every value trains the same model, but for rounding
  std::vector<std::string> names = {};
  std::vector<std::string> Choices::*choice = nullptr;
};

Constraint anything();
Constraint at_least(double low);
/// Greater than `low`, and at most `high`.
Constraint above(double low, double high);
/// From `low` to `high`, both valid.
Constraint between(double low, double high);
/// At least 0 and less than 1.
Constraint rate();
/// Greater than 0 and less than 1.
Constraint inner_rate();
/// 0 is valid too.
Constraint or_zero(Constraint constraint);
/// A string that is not empty.
Constraint filled();
/// A run that goes on may have another value: it changes how the run goes on, not what it is.
Constraint changeable(Constraint constraint);
/// `changeable`, and a run with another value trains the same model, but for rounding.
Constraint equivalent(Constraint constraint);
Constraint one_of(std::vector<std::string> names);
/// One of the names that another room owns.
Constraint one_of(std::vector<std::string> Choices::*choice);

/// One of the names of the member's enum.
template <class Enum>
Constraint one_of_enum(const Enum&) {
  return one_of(names_of<Enum>());
}

/// Whether a number is finite and in the interval.
bool holds(const Constraint& constraint, double number);

/// The valid names; none where every string is valid.
const std::vector<std::string>& valid_names(const Constraint& constraint, const Choices& choices);

/// A bound as people write it.
std::string bound_text(double bound);

/// "at least 1", "one of gru, lstm"; empty where every value is valid.
std::string describe(const Constraint& constraint, const Choices& choices);

}  // namespace dragoman
