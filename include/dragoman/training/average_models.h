#pragma once
#include <cstddef>
#include <filesystem>
#include <vector>

#include "dragoman/nn/model_file.h"
#include "dragoman/training/run_directory.h"

namespace dragoman {

/// The model whose every weight is the mean of those of some models (Junczys-Dowmunt et al. 2016,
/// section 3.4), summed in double. Configuration, vocabularies and shortlist are the first's; there
/// is no training state.
/// @throws InputError as `load_model`, and where models differ in kind, size or vocabularies
ModelFile average_models(const std::vector<std::filesystem::path>& paths);

/// The newest `count` checkpoints of a run, oldest first.
/// @throws InputError where it has fewer
std::vector<std::filesystem::path> last_checkpoints(const RunDirectory& run, std::size_t count);

/// The checkpoints of a run that were validated, best first by the run's metric; of equals the
/// older.
std::vector<std::filesystem::path> by_validation(const RunDirectory& run);

/// The first `count` of them.
/// @throws InputError where it has fewer
std::vector<std::filesystem::path> best_checkpoints(const RunDirectory& run, std::size_t count);

}  // namespace dragoman
