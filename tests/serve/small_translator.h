#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/nn/model.h"
#include "dragoman/serve/served_models.h"

namespace dragoman {

inline std::vector<std::string> sample_lines() {
  std::vector<std::string> lines;
  for (int line = 0; line < 24; ++line) {
    lines.push_back("sentence " + std::to_string(line * 7) +
                    (line % 3 == 0 ? " is rather longer than others" : " is here"));
  }
  return lines;
}

inline ModelConfig small_model() {
  ModelConfig model;
  model.embedding = {.width = 16, .tie = TyingKind::none};
  model.encoder.width = model.decoder.width = model.attention.width = 32;
  return model;
}

/// A model that has learnt nothing, over the vocabulary of some lines.
inline std::shared_ptr<const Translator> small_translator(
    const std::vector<std::string>& lines = sample_lines(), int64_t heads = 1) {
  VocabularyConfig vocabulary;
  vocabulary.size = 0;
  const Vocabulary joint = Vocabulary::train(vocabulary, lines);
  ModelConfig model = small_model();
  if (heads > 1) {
    model.attention.kind = "multi_head";
    model.attention.heads = heads;
  }
  SearchConfig search;
  search.max_length_ratio = 1;
  search.max_source_length = 40;
  return std::make_shared<Translator>(make_model(model, {joint.size(), joint.size()}, 3)->stepper(),
                                      Vocabularies{joint, joint, true}, search);
}

inline ServedModel served(const std::string& source, const std::string& target,
                          const std::shared_ptr<const Translator>& translator,
                          const std::string& name = "small") {
  return {name, source, target, translator, translator->settings()};
}

}  // namespace dragoman
