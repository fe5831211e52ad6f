#include "dragoman/search/load_translator.h"

#include <spdlog/spdlog.h>

#include "dragoman/nn/model_file.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {

std::unique_ptr<Translator> load_translator(const std::filesystem::path& path,
                                            const std::function<void(Config&)>& configure) {
  ModelFile file = read_model_file(path);
  configure(file.config);
  spdlog::debug(set_threads(file.config.runtime));
  const Vocabularies vocabularies{
      Vocabulary::from_bytes(file.source_vocabulary, path.string() + ": source vocabulary"),
      Vocabulary::from_bytes(file.target_vocabulary, path.string() + ": target vocabulary"),
      file.config.vocabulary.joint};
  const auto model = build_model(file, path, choose_device(file.config.runtime));
  file.tensors.clear();  // the model has copies
  return std::make_unique<Translator>(model->stepper(file.config.search.precision, file.config.runtime.kernels), vocabularies,
                                      file.config.search);
}

}  // namespace dragoman
