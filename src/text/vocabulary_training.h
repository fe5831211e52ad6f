#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// A serialized SentencePiece model with our special ids, trained on `lines`; see
/// `Vocabulary::train`.
std::string train_sentencepiece(const VocabularyConfig& config,
                                const std::vector<std::string>& lines);

}  // namespace dragoman
