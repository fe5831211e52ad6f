#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// Trains `training.seeds` times, each time with the next seed and in a process and a directory of
/// its own, DIRECTORY/seed-N, and prints the best validation of each with mean and deviation.
/// @param command what is run for each of them: "train", the configuration, and its options
/// @throws Interrupted; Error where one of them fails
void train_seeds(const Config& config, const std::vector<std::string>& command);

}  // namespace dragoman
