#include "dragoman/training/resume.h"

#include <string>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"
#include "training/notes.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// @param what the data are, as in "training corpus"; those of old files have no fingerprint
void check_same_data(const ModelFile& file, const fs::path& origin, const char* note,
                     const char* what, const std::string& now) {
  const auto then = file.notes.find(note);
  if (then == file.notes.end() || then->second == now) return;
  fail_input(
      "{}: the {} has changed since the run was started (fingerprint {}, then {}); give the same "
      "files, or another training.directory",
      origin.string(), what, now, then->second);
}

/// Set aside under a name that nothing reads.
void set_aside(const fs::path& checkpoint, const std::string& reason) {
  const fs::path aside = checkpoint.string() + ".damaged";
  fs::rename(checkpoint, aside);
  spdlog::warn("{}: set aside as {}, and the checkpoint before it is used", reason,
               aside.filename().string());
}

}  // namespace

std::optional<Start> newest_start(const RunDirectory& directory) {
  const std::vector<fs::path> paths = directory.all_checkpoints();
  std::vector<std::string> reasons;  // of those newer than the one that is whole
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    try {
      Start start{*path, read_model_file(*path)};
      for (size_t i = 0; i < reasons.size(); ++i) set_aside(paths.rbegin()[i], reasons[i]);
      return start;
    } catch (const InputError& damaged) {
      reasons.emplace_back(damaged.what());
    }
  }
  if (paths.empty()) return std::nullopt;
  fail_input("{}; no other checkpoint is whole: set another training.directory, or remove {}",
             reasons.front(), directory.root.string());
}

std::vector<ChangedKey> check_same_run(const ModelFile& file, const fs::path& origin, Config config,
                                       const Fingerprints& data) {
  config.training.directory = file.config.training.directory;  // a run may be moved
  const std::vector<ChangedKey> keys = changed_keys(file.config, config);
  for (const ChangedKey& key : keys) {
    if (key.changeable) continue;
    fail_input(
        "{}: {} is {} and was {} when the run began, which must stay: give it as it was, or "
        "another training.directory without --resume",
        origin.string(), key.key, key.after, key.before);
  }
  check_same_data(file, origin, corpus_note, "training corpus", data.train);
  check_same_data(file, origin, valid_note, "validation corpus", data.valid);
  check_same_data(file, origin, teachers_note, "content of training.teachers", data.teachers);
  return keys;
}

void resume(Trainer& trainer, const Start& start) {
  const auto& [origin, checkpoint] = start;
  const auto state = checkpoint.notes.find(state_note);
  if (state == checkpoint.notes.end()) {
    fail_input("{}: a model, but not a checkpoint: it has no training state", origin.string());
  }
  for (const auto& [name, tensor] : trainer.weights())
    copy_tensor(checkpoint, origin, name, tensor);
  for (const auto& [name, tensor] : trainer.further_tensors()) {
    copy_tensor(checkpoint, origin, name, tensor);
  }
  if (!checkpoint.lexicon.empty()) trainer.model().set_lexicon(checkpoint.lexicon);
  const auto json = nlohmann::json::parse(state->second);
  if (!json.at("position").contains("pool")) {
    fail_input(
        "{}: of an earlier Dragoman, whose order of batches was another: its models translate as "
        "before, but the run cannot go on; begin one in another training.directory",
        origin.string());
  }
  trainer.restore(json.get<TrainingState>());
}

std::optional<ValidationReport> validation_of(const ModelFile& checkpoint) {
  const auto note = checkpoint.notes.find(state_note);
  if (note == checkpoint.notes.end()) return std::nullopt;
  const auto state = nlohmann::json::parse(note->second).get<TrainingState>();
  if (state.history.empty() || state.history.back().update != state.update) return std::nullopt;
  return state.history.back();
}

}  // namespace dragoman
