#pragma once
#include <string_view>
#include <vector>

#include "config/entries.h"
#include "dragoman/config/config.h"

namespace dragoman {

/// Settings that are valid alone and impossible together. The rules look at values only, never at
/// whether a key was written, so that a configuration that was written out can be read back.
/// @param entries what the configuration was read from: they give a message its place.
/// @throws InputError at the last written of the settings that exclude each other.
void check_rules(const Config& config, const std::vector<Entry>& entries);

}  // namespace dragoman
