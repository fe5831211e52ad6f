#pragma once
#include <filesystem>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {

/// The two sides' vocabularies; when `joint`, both are the same one.
struct Vocabularies {
  Vocabulary source;
  Vocabulary target;
  bool joint = false;
};

/// Writes them into a folder as vocabulary.model, or source. and target.vocabulary.model.
void save(const Vocabularies& vocabularies, const std::filesystem::path& folder);

/// Those that `save` wrote. @throws InputError as `Vocabulary::load`
Vocabularies load_vocabularies(const std::filesystem::path& folder, bool joint);

/// Loads the models that `config` names and trains the others on `train`; a joint one on the source
/// and target lines together.
/// @throws InputError as `Vocabulary::load` and `Vocabulary::train`, and when a joint vocabulary is
/// asked for with two different models.
Vocabularies make_vocabularies(const VocabularyConfig& config, const ParallelCorpus& train);

}  // namespace dragoman
