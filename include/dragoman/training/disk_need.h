#pragma once
#include <cstdint>
#include <filesystem>

namespace dragoman {

/// The most bytes that a run's models take at a time: the best one, the checkpoints kept, and the
/// one that is being written before the oldest goes.
/// @param keep checkpoints, newest and best
/// @param written checkpoints in the whole run
int64_t disk_need(int64_t model_bytes, int64_t checkpoint_bytes, int64_t keep, int64_t written);

/// Bytes free where `directory` is or would be made.
int64_t free_space(std::filesystem::path directory);

/// @throws InputError where fewer bytes are free than needed for the run in `directory`
void check_space(int64_t needed, int64_t available, const std::filesystem::path& directory);

}  // namespace dragoman
