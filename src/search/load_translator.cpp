#include "dragoman/search/load_translator.h"

#include <spdlog/spdlog.h>

#include "dragoman/nn/model_file.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {

std::unique_ptr<Translator> load_translator(const std::filesystem::path& path,
                                            const std::function<void(Config&)>& configure) {
  auto [model, file] = load_model(path);
  configure(file.config);
  spdlog::debug(set_threads(file.config.runtime));
  const Vocabularies vocabularies{
      Vocabulary::from_bytes(file.source_vocabulary, path.string() + ": source vocabulary"),
      Vocabulary::from_bytes(file.target_vocabulary, path.string() + ": target vocabulary"),
      file.config.vocabulary.joint};
  model->to(choose_device(file.config.runtime));
  auto stepper = model->stepper({file.config.search.precision, file.config.runtime.kernels,
                                 file.shortlist, WeightsAfter::forgotten});
  return std::make_unique<Translator>(std::move(stepper), vocabularies, file.config.search);
}

}  // namespace dragoman
