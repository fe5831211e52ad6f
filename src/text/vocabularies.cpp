#include "dragoman/text/vocabularies.h"

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

Vocabulary load_joint(const VocabularyConfig& config) {
  const std::string& first =
      config.source_model.empty() ? config.target_model : config.source_model;
  Vocabulary vocabulary = Vocabulary::load(first);
  if (!config.target_model.empty() && config.target_model != first &&
      Vocabulary::load(config.target_model).bytes() != vocabulary.bytes()) {
    fail_input(
        "vocabulary.joint is true, but {} and {} are different models: give one, or set "
        "vocabulary.joint to false",
        config.source_model, config.target_model);
  }
  return vocabulary;
}

Vocabulary train_joint(const VocabularyConfig& config, const ParallelCorpus& corpus) {
  std::vector<std::string> lines = corpus.source;
  lines.insert(lines.end(), corpus.target.begin(), corpus.target.end());
  return Vocabulary::train(config, lines);
}

Vocabulary load_or_train(const std::string& model, const VocabularyConfig& config,
                         const std::vector<std::string>& lines) {
  return model.empty() ? Vocabulary::train(config, lines) : Vocabulary::load(model);
}

}  // namespace

Vocabularies make_vocabularies(const VocabularyConfig& config, const ParallelCorpus& train) {
  if (config.joint) {
    const bool given = !config.source_model.empty() || !config.target_model.empty();
    const Vocabulary joint = given ? load_joint(config) : train_joint(config, train);
    return {joint, joint, true};
  }
  return {load_or_train(config.source_model, config, train.source),
          load_or_train(config.target_model, config, train.target), false};
}

}  // namespace dragoman
