#include "dragoman/search/load_translator.h"

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/ensemble.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {
namespace {

struct Loaded {
  std::shared_ptr<const Stepper> stepper;
  ModelFile file;
};

Loaded load(const std::filesystem::path& path, const std::function<void(Config&)>& configure) {
  auto [model, file] = load_model(path);
  configure(file.config);
  spdlog::debug(set_threads(file.config.runtime));
  model->to(choose_device(file.config.runtime));
  auto stepper = model->stepper({file.config.search.precision, file.config.runtime.kernels,
                                 file.shortlist, WeightsAfter::forgotten});
  return {std::move(stepper), std::move(file)};
}

void check_same_vocabularies(const std::filesystem::path& path, const ModelFile& file,
                             const std::filesystem::path& first_path, const ModelFile& first) {
  if (file.source_vocabulary == first.source_vocabulary &&
      file.target_vocabulary == first.target_vocabulary) {
    return;
  }
  fail_input("{} has other vocabularies than {}: models that translate together share theirs",
             path.string(), first_path.string());
}

}  // namespace

std::unique_ptr<Translator> load_translator(const std::filesystem::path& path,
                                            const std::function<void(Config&)>& configure) {
  return load_ensemble({path}, configure);
}

std::unique_ptr<Translator> load_ensemble(const std::vector<std::filesystem::path>& paths,
                                          const std::function<void(Config&)>& configure) {
  const auto [stepper, first] = load(paths.front(), configure);
  std::vector<std::shared_ptr<const Stepper>> members = {stepper};
  for (size_t i = 1; i < paths.size(); ++i) {
    const auto [further, file] = load(paths[i], configure);
    check_same_vocabularies(paths[i], file, paths.front(), first);
    members.push_back(further);
  }
  const std::string name = paths.front().string();
  const Vocabularies vocabularies{
      Vocabulary::from_bytes(first.source_vocabulary, name + ": source vocabulary"),
      Vocabulary::from_bytes(first.target_vocabulary, name + ": target vocabulary"),
      first.config.vocabulary.joint};
  return std::make_unique<Translator>(make_ensemble(std::move(members)), vocabularies,
                                      first.config.search);
}

}  // namespace dragoman
