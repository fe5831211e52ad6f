#include "dragoman/search/load_translator.h"

#include <utility>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/config/names.h"
#include "dragoman/nn/ensemble.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {
namespace {

struct Loaded {
  std::shared_ptr<const Stepper> stepper;
  ModelFile file;
  VocabularySizes sizes;
};

Loaded load(const std::filesystem::path& path, const std::function<void(Config&)>& configure) {
  ModelSource source(path);
  auto [model, file, sizes] = source.loaded();
  configure(file.config);
  spdlog::debug(set_threads(file.config.runtime));
  const torch::Device device = choose_device(file.config.runtime);
  const SearchPrecision precision = file.config.search.precision;
  if (!device.is_cpu() &&
      (precision == SearchPrecision::bf16 || precision == SearchPrecision::int8)) {
    spdlog::warn("search.precision = \"{}\": a GPU searches in fp32", name_of(precision));
  }
  model->to(device);
  auto stepper =
      model->stepper({file.config.search.precision, file.config.runtime.kernels, file.shortlist,
                      [&](const std::vector<Tensor>& parameters) { source.read(parameters); }});
  source.finish();
  return {std::move(stepper), std::move(file), sizes};
}

Vocabulary vocabulary_of(const std::string& bytes, const std::string& name, int64_t embedded) {
  Vocabulary vocabulary = Vocabulary::from_bytes(bytes, name);
  if (vocabulary.size() != embedded) {
    fail_input("{} has {} pieces, the model embeds {}: they are not of one run", name,
               vocabulary.size(), embedded);
  }
  return vocabulary;
}

void check_same_vocabularies(const std::filesystem::path& path, const Loaded& loaded,
                             const std::filesystem::path& first_path, const Loaded& first) {
  if (loaded.file.source_vocabulary == first.file.source_vocabulary &&
      loaded.file.target_vocabulary == first.file.target_vocabulary &&
      loaded.sizes.source == first.sizes.source && loaded.sizes.target == first.sizes.target) {
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
  const Loaded first = load(paths.front(), configure);
  std::vector<std::shared_ptr<const Stepper>> members = {first.stepper};
  for (size_t i = 1; i < paths.size(); ++i) {
    const Loaded further = load(paths[i], configure);
    check_same_vocabularies(paths[i], further, paths.front(), first);
    members.push_back(further.stepper);
  }
  return std::make_unique<Translator>(
      make_ensemble(std::move(members)),
      vocabularies_of(first.file, first.sizes, paths.front().string()), first.file.config.search);
}

Vocabularies vocabularies_of(const ModelFile& file, const VocabularySizes& sizes,
                             const std::string& name) {
  const bool joint = file.config.vocabulary.joint;
  Vocabulary source =
      vocabulary_of(file.source_vocabulary, name + ": source vocabulary", sizes.source);
  if (joint && sizes.source == sizes.target && file.source_vocabulary == file.target_vocabulary) {
    return {source, source, joint};
  }
  return {std::move(source),
          vocabulary_of(file.target_vocabulary, name + ": target vocabulary", sizes.target), joint};
}

}  // namespace dragoman
