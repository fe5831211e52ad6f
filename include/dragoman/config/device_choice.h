#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// What a device may be called: "cuda:N" stands for all GPUs by their number.
extern const std::vector<std::string> device_names;

/// "auto", "cpu", "cuda" or "cuda:1"; nothing for any other text.
std::optional<DeviceChoice> device_of(std::string_view text);

/// The text that `device_of` reads.
std::string text_of(const DeviceChoice& device);

/// The device of one of several jobs, numbered from 0, on a machine with so many GPUs: where none
/// is named, they take one each in turn.
DeviceChoice device_of_job(const DeviceChoice& device, int64_t job, int64_t gpus);

}  // namespace dragoman
