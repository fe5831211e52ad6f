#pragma once
#include <string>

#include "dragoman/metrics/ter.h"

namespace dragoman {

/// A line as tercom's normaliser prepares it for TER (Snover et al. 2006); white space separates
/// its words. @param line valid UTF-8
std::string normalize_for_ter(const std::string& line, const TerOptions& options);

}  // namespace dragoman
