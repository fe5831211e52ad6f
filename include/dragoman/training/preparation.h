#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// Of the texts and models that a run depends on; empty where there are none.
struct Fingerprints {
  std::string train, valid;
  std::string teachers{};  // of their model files; empty without
};

/// The data of a run, read, checked and encoded.
struct TrainingData {
  Vocabularies vocabularies;
  std::shared_ptr<const PairSource> train;
  ParallelCorpus valid_text;  // empty without validation data
  EncodedCorpus valid;
  Fingerprints fingerprints;
  std::string report;                         // the table of what the check found
  std::vector<std::string> warnings, doubts;  // as of `CorpusReport`, of all corpora
};

/// @throws InputError when the configuration names no training text
void require_training_text(const DataConfig& config);

/// The training text; nothing where pairs have been prepared.
/// @throws InputError when the configuration names neither
ParallelCorpus read_training_text(const DataConfig& config);

/// Encodes and checks all that the configuration names.
/// @param train as of `read_training_text`
/// @throws InputError of one line for anything that is wrong with the data
TrainingData prepare_data(const Config& config, const ParallelCorpus& train,
                          const Vocabularies& vocabularies);

}  // namespace dragoman
