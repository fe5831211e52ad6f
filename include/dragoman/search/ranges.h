#pragma once
#include "dragoman/config/config_file.h"

/// What a user may ask of a search besides what the configuration has: wider than anyone needs,
/// narrow enough that no score overflows.
namespace dragoman::ranges {

inline constexpr Range temperature = {0.01, 100}, top_k = {0, 1e6}, top_p = {0.001, 1};

}  // namespace dragoman::ranges
