#include "dragoman/config/device_choice.h"

#include <charconv>

#include "dragoman/base/error.h"
#include "dragoman/config/names.h"

namespace dragoman {
namespace {

/// LibTorch numbers devices in 8 bits.
constexpr int64_t last_index = 127;

}  // namespace

const std::vector<std::string> device_names = {"auto", "cpu", "cuda", "cuda:N"};

std::optional<DeviceChoice> device_of(std::string_view text) {
  if (const auto kind = value_of<DeviceKind>(text)) return DeviceChoice{*kind, {}};
  const std::string_view prefix = "cuda:";
  if (!text.starts_with(prefix)) return std::nullopt;
  const char* const begin = text.data() + prefix.size();
  const char* const end = text.data() + text.size();
  int64_t index = -1;
  const auto [rest, failure] = std::from_chars(begin, end, index);
  if (failure != std::errc{} || rest != end || index < 0 || index > last_index) return std::nullopt;
  return DeviceChoice{DeviceKind::cuda, index};
}

std::string text_of(const DeviceChoice& device) {
  const std::string kind(name_of(device.kind));
  return device.index ? fmt::format("{}:{}", kind, *device.index) : kind;
}

DeviceChoice device_of_job(const DeviceChoice& device, int64_t job, int64_t gpus) {
  if (device.kind == DeviceKind::cpu || device.index || gpus == 0) return device;
  return {DeviceKind::cuda, job % gpus};
}

}  // namespace dragoman
