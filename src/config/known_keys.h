#pragma once
#include <vector>

#include "config/entries.h"

namespace dragoman {

/// Every entry must be a key or a section of the table in fields.h.
/// @throws InputError for the first that is not, with the nearest that is.
void check_keys(const std::vector<Entry>& entries);

}  // namespace dragoman
