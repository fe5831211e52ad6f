#pragma once
#include <cstdint>
#include <string>

#include "dragoman/training/forecast.h"

namespace dragoman {

/// What the machine has, in bytes.
struct Resources {
  int64_t memory = 0;
  int64_t disk = 0;  // free for the run
};

/// A table for people, a line each: parameters, pairs, updates, validations, time, memory, disk.
/// Says where the run does not fit.
std::string format(const Forecast& forecast, const Resources& resources);

}  // namespace dragoman
