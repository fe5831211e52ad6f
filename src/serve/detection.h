#pragma once
#include <string>
#include <vector>

#include "dragoman/serve/served_models.h"

namespace dragoman {

/// A language that a text may be in.
struct DetectedLanguage {
  std::string code;
  double confidence;  // percent; all sum to 100
};

/// The served source languages, the most probable first. A language is as probable as its
/// vocabulary finds the text, every piece alike: V^-pieces, where a character without a piece costs
/// as much as one of all Unicode. Languages that share a vocabulary, as those of models for both
/// directions may, are told apart by their decoders, where some model translates to each: p(text)
/// with nothing to translate. Others are equally probable, and a text in a language that is not
/// served gets the nearest one. Only the beginning of a text is read.
std::vector<DetectedLanguage> detect_language(const ServedModels& models, const std::string& text);

}  // namespace dragoman
