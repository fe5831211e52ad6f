#pragma once
#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>

namespace dragoman {

/// The least memory, in bytes, that the control groups of a process let it have (Linux, either
/// version): those that its list names and all above them.
/// @param list as /proc/self/cgroup
/// @param root where they are mounted, as /sys/fs/cgroup
std::optional<int64_t> memory_limit(std::istream& list, const std::filesystem::path& root);

}  // namespace dragoman
