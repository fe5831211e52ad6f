#pragma once
#include <map>
#include <string>

#include "dragoman/config/config.h"

namespace dragoman {

/// Why keys have their values, by full key, as in "batch.size"; an empty reason says nothing.
using Reasons = std::map<std::string, std::string>;

/// The keys that have a reason, and no others, as TOML, each below its reason: what a person reads
/// and edits, where `write_config` writes all there is. Reading it gives an equal configuration
/// where every key without a reason has its default.
/// @throws Error where no key has a reason's name
std::string write_explained(const Config& config, const Reasons& reasons);

}  // namespace dragoman
