#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "dragoman/config/changed_keys.h"
#include "dragoman/config/config.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/run_directory.h"
#include "dragoman/training/state.h"

namespace dragoman {

class Trainer;

/// A checkpoint to go on from.
struct Start {
  std::filesystem::path path;
  ModelFile file;
};

/// The run's newest checkpoint that is whole; nothing where it has none at all. Those that are
/// newer and damaged are renamed, which the log says.
/// @throws InputError where all are damaged
std::optional<Start> newest_start(const RunDirectory& directory);

/// Whether `file` is of the run that `config` and the data describe. Returns what has changed and
/// may.
/// @throws InputError that names the first key, or the data, that must not differ and does
std::vector<ChangedKey> check_same_run(const ModelFile& file, const std::filesystem::path& origin,
                                       Config config, const Fingerprints& data);

/// Brings a new trainer of the same run to where the checkpoint was.
/// @throws InputError where it is no checkpoint
void resume(Trainer& trainer, const Start& start);

/// What the validation at the checkpoint's update gave, where there was one.
std::optional<ValidationReport> validation_of(const ModelFile& checkpoint);

}  // namespace dragoman
