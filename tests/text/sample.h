#pragma once
#include <string>
#include <vector>

#include "dragoman/base/random.h"
#include "dragoman/text/encoded_corpus.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

inline ParallelCorpus sample_corpus() {
  return {{"two dogs run across the green field", "a man is riding a red bicycle",
           "the children are playing in the garden", "a woman reads a book on the train",
           "three people walk along the beach", "the old dog sleeps under the tree"},
          {"zwei Hunde laufen über die grüne Wiese", "ein Mann fährt ein rotes Fahrrad",
           "die Kinder spielen im Garten", "eine Frau liest im Zug ein Buch",
           "drei Menschen gehen am Strand entlang", "der alte Hund schläft unter dem Baum"}};
}

inline VocabularyConfig sample_config(SubwordKind kind = SubwordKind::unigram) {
  VocabularyConfig config;
  config.kind = kind;
  config.size = 300;
  return config;
}

inline Vocabularies sample_vocabularies() {
  return make_vocabularies(sample_config(), sample_corpus());
}

/// Lengths like those of captions in two languages: a mean of about 15 and a standard deviation of
/// about 5 on both sides, correlated with 0.85, and a few long pairs.
inline std::vector<PairLength> caption_lengths(size_t count) {
  Random random(17);
  const auto spread = [&](double width) {  // a sum of uniform draws is about normal
    double sum = -3;
    for (int i = 0; i < 6; ++i) sum += random.uniform();
    return sum * width;
  };
  std::vector<PairLength> lengths;
  for (size_t i = 0; i < count; ++i) {
    const double tail = random.uniform() < 0.05 ? 15 * random.uniform() : 0;
    const double shared = 14 + spread(6) + tail;
    const auto length = [&] { return std::max<int64_t>(3, int64_t(shared + spread(2.6) + 0.5)); };
    const int64_t source = length();
    lengths.push_back({source, length()});
  }
  return lengths;
}

/// Pair i has the ids 10 + i on both sides, and lengths that vary.
inline EncodedCorpus numbered_corpus(int32_t count) {
  EncodedCorpus corpus;
  for (int32_t i = 0; i < count; ++i) {
    corpus.pairs.push_back(
        {std::vector<int32_t>(1 + i % 7, 10 + i), std::vector<int32_t>(1 + i % 5, 10 + i)});
  }
  return corpus;
}

}  // namespace dragoman
