#include "cli/run_vocabularies.h"

#include <string>
#include <utility>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/text/prepared_corpus.h"
#include "dragoman/training/teachers.h"

namespace dragoman {
namespace {

/// Where the configuration names files, they must hold the vocabularies that are there.
/// @param origin of these
void check_named(const VocabularyConfig& names, const Vocabularies& vocabularies,
                 const std::string& origin) {
  const auto check = [&](const char* key, const std::string& file, const Vocabulary& vocabulary) {
    if (file.empty() || Vocabulary::load(file).bytes() == vocabulary.bytes()) return;
    fail_input("{}: {} is not the vocabulary of {}: give that one, or none", key, file, origin);
  };
  check("vocabulary.source_model", names.source_model, vocabularies.source);
  check("vocabulary.target_model", names.target_model, vocabularies.target);
}

/// Those of a model that the run begins with or learns from, unless the configuration names others.
Vocabularies new_vocabularies(const Config& config, const ParallelCorpus& text) {
  const VocabularyConfig& names = config.vocabulary;
  const std::vector<std::string> models = given_models(config.training);
  if (models.empty() || !names.source_model.empty() || !names.target_model.empty()) {
    return make_vocabularies(names, text);
  }
  const VocabularyBytes given = vocabularies_in(models.front());
  if (names.joint && given.source != given.target) {
    fail_input("{} has a vocabulary for each side: set vocabulary.joint=false", models.front());
  }
  return {Vocabulary::from_bytes(given.source, models.front()),
          Vocabulary::from_bytes(given.target, models.front()), names.joint};
}

/// Those of the first folder, which no setting may contradict.
Vocabularies vocabularies_of_folder(const DataConfig& data, const VocabularyConfig& names) {
  const std::string& folder = data.prepared.front();
  Vocabularies made = prepared_vocabularies(folder, names.joint);
  check_named(names, made, folder);
  const bool has_files = !names.source_model.empty() || !names.target_model.empty();
  if (!has_files && names.size != 0 && names.size != made.source.size()) {
    fail_input(
        "vocabulary.size is {}, and {} was prepared with {} pieces: leave it out, or prepare "
        "the text anew",
        names.size, folder, made.source.size());
  }
  return made;
}

Vocabularies vocabularies_for(const Config& config, const ParallelCorpus& text,
                              const std::optional<Start>& start) {
  const DataConfig& data = config.data;
  if (!start && !data.prepared.empty()) {
    return vocabularies_of_folder(data, config.vocabulary);
  }
  if (!start) return new_vocabularies(config, text);
  const std::string origin = start->path.string();
  Vocabularies begun = {Vocabulary::from_bytes(start->file.source_vocabulary, origin),
                        Vocabulary::from_bytes(start->file.target_vocabulary, origin),
                        config.vocabulary.joint};
  check_named(config.vocabulary, begun, origin);
  return begun;
}

}  // namespace

Vocabularies run_vocabularies(const Processes& processes, const Config& config,
                              const ParallelCorpus& text, const std::optional<Start>& start) {
  if (processes.size() == 1) return vocabularies_for(config, text, start);
  std::string source, target;
  if (processes.is_first()) {
    const Vocabularies made = vocabularies_for(config, text, start);
    source = made.source.bytes();
    target = made.target.bytes();
  }
  const auto received = [&](const std::string& bytes) {
    return Vocabulary::from_bytes(processes.of_first(bytes), "the vocabulary of process 0");
  };
  Vocabulary first = received(source);
  return {std::move(first), received(target), config.vocabulary.joint};
}

}  // namespace dragoman
