#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// A key whose values differ between two configurations, as TOML writes them.
struct ChangedKey {
  std::string key, before, after;
  bool changeable = false;  // when a run goes on
  bool equivalent = false;  // both train the same model, but for rounding
};

/// In the order of the table of all keys.
std::vector<ChangedKey> changed_keys(const Config& before, const Config& after);

}  // namespace dragoman
