#include "dragoman/text/vocabularies.h"

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr const char* joint_file = "vocabulary.model";
constexpr const char* source_file = "source.vocabulary.model";
constexpr const char* target_file = "target.vocabulary.model";

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

void save(const Vocabularies& vocabularies, const std::filesystem::path& folder) {
  if (vocabularies.joint) return vocabularies.source.save(folder / joint_file);
  vocabularies.source.save(folder / source_file);
  vocabularies.target.save(folder / target_file);
}

Vocabularies load_vocabularies(const std::filesystem::path& folder, bool joint) {
  if (!joint) {
    return {Vocabulary::load(folder / source_file), Vocabulary::load(folder / target_file), false};
  }
  const Vocabulary vocabulary = Vocabulary::load(folder / joint_file);
  return {vocabulary, vocabulary, true};
}

}  // namespace dragoman
