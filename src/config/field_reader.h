#pragma once
#include <vector>

#include "config/entries.h"
#include "dragoman/config/config_file.h"

namespace dragoman {

/// The defaults with the entries put in, a later entry over an earlier one of the same key. Each
/// value is checked on its own; rules.h checks the settings together.
/// @throws InputError for an unknown key, a wrong type, or a value that is not valid.
Config read_fields(const std::vector<Entry>& entries, const Choices& choices);

}  // namespace dragoman
