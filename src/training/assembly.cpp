#include "dragoman/training/assembly.h"

#include "dragoman/nn/runtime.h"

namespace dragoman {

Machine prepare_machine(const RuntimeConfig& config) {
  std::string threads = set_threads(config);
  const torch::Device device = choose_device(config);
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

std::shared_ptr<TranslationModel> make_run_model(const Config& config,
                                                 const Vocabularies& vocabularies,
                                                 const Machine& machine) {
  auto model = make_model(config.model, {vocabularies.source.size(), vocabularies.target.size()},
                          static_cast<uint64_t>(config.training.seed), machine.arithmetic);
  model->to(machine.device);
  return model;
}

}  // namespace dragoman
