#include "dragoman/training/assembly.h"

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"
#include "dragoman/config/changed_keys.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/training/piece_lexicon.h"

namespace dragoman {
namespace {

constexpr const char* remedy =
    "give all processes the same configuration, files and kind of processor";

/// The first key of configurations, as TOML, that differs.
void check_same_keys(const std::string& first, const std::string& other, size_t rank) {
  const auto parsed = [](const std::string& toml) {
    return parse_config(toml, "the configuration of a process", {}, model_choices());
  };
  for (const ChangedKey& key : changed_keys(parsed(first), parsed(other))) {
    fail_input("{} is {} in process 0, and {} in process {}: {}", key.key, key.before, key.after,
               rank, remedy);
  }
}

}  // namespace

Machine prepare_machine(const RuntimeConfig& config, const Launch& launch) {
  std::string threads = set_threads(config, launch.local_size);
  const torch::Device device = choose_device(config, launch.local_rank);
  if (device.is_cuda() && !config.device.index && launch.local_size > gpu_count()) {
    fail_input(
        "{} processes of this machine share {} GPUs: start one for each, or with --set "
        "runtime.device=cpu",
        launch.local_size, gpu_count());
  }
  return {device, choose_arithmetic(config, device), std::move(threads)};
}

Config with_vocabulary_size(Config config, const Vocabularies& chosen) {
  const VocabularyConfig& vocabulary = config.vocabulary;
  const bool open =
      vocabulary.size == 0 && vocabulary.source_model.empty() && vocabulary.target_model.empty();
  const int64_t size = chosen.source.size();
  if (open && size == chosen.target.size()) config.vocabulary.size = size;
  return config;
}

std::shared_ptr<TranslationModel> make_run_model(const Config& config, const TrainingData& data,
                                                 const Machine& machine) {
  const VocabularySizes sizes = {data.vocabularies.source.size(), data.vocabularies.target.size()};
  const auto seed = static_cast<uint64_t>(config.training.seed);
  auto model = make_model(config.model, sizes, seed, machine.arithmetic);
  const int64_t pieces = config.model.lexical_prior.pieces;
  if (pieces > 0) {
    const int64_t draws = config.vocabulary.sampling > 0 ? 3 : 1;
    model->set_lexicon(learn_lexicon(*data.train, sizes, {pieces, draws, seed}));
  }
  model->to(machine.device);
  return model;
}

void check_same_everywhere(const Processes& processes, const Config& config,
                           const Fingerprints& data, const Machine& machine) {
  if (processes.size() == 1) return;
  const nlohmann::json own = {{"configuration", write_config(config)},
                              {"training corpus", data.train},
                              {"validation corpus", data.valid},
                              {"content of training.teachers", data.teachers},
                              {"arithmetic", describe(machine.arithmetic, machine.device)}};
  const std::vector<std::string> all = processes.of_all(own.dump());
  const auto first = nlohmann::json::parse(all.front());
  for (size_t rank = 1; rank < all.size(); ++rank) {
    const auto other = nlohmann::json::parse(all[rank]);
    check_same_keys(first["configuration"], other["configuration"], rank);
    for (const auto& [what, value] : first.items()) {
      if (other[what] == value) continue;
      fail_input("the {} of process {} is not that of process 0 ({} and {}): {}", what, rank,
                 other[what].dump(), value.dump(), remedy);
    }
  }
}

}  // namespace dragoman
