#include "dragoman/training/piece_lexicon.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <torch/utils.h>

#include "dragoman/align/word_translations.h"
#include "dragoman/base/random.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

constexpr int64_t pairs_at_most = 300'000;

/// So many of the pairs, evenly.
std::vector<int64_t> some_rows(int64_t all, int64_t wanted) {
  const int64_t count = std::min(all, wanted);
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < count; ++i) rows.push_back(i * all / count);
  return rows;
}

/// With the end token, and numbers from 1.
std::vector<int32_t> numbered(std::vector<int32_t> pieces) {
  pieces.push_back(static_cast<int32_t>(TokenIds::end));
  for (int32_t& piece : pieces) ++piece;
  return pieces;
}

std::vector<WordPair> drawn_pairs(const PairSource& pairs, const PieceLexiconOptions& options) {
  const std::vector<int64_t> rows =
      some_rows(static_cast<int64_t>(pairs.size()), pairs_at_most / options.draws);
  std::vector<WordPair> all;
  for (int64_t draw = 0; draw < options.draws; ++draw) {
    const auto number = static_cast<uint64_t>(draw);
    const uint64_t seed = derive_seed(options.seed, Stream::segmentation, {number});
    for (EncodedPair& pair : pairs.read(rows, {draw, seed})) {
      all.push_back({numbered(std::move(pair.source)), numbered(std::move(pair.target))});
    }
  }
  return all;
}

}  // namespace

Lexicon learn_lexicon(const PairSource& pairs, const VocabularySizes& sizes,
                      const PieceLexiconOptions& options) {
  const auto translations =
      word_translations(drawn_pairs(pairs, options), {}, static_cast<size_t>(options.pieces));
  Lexicon lexicon{torch::zeros({sizes.source, options.pieces}, torch::kInt),
                  torch::zeros({sizes.source, options.pieces})};
  auto words = lexicon.words.accessor<int32_t, 2>();
  auto probabilities = lexicon.probabilities.accessor<float, 2>();
  for (int64_t source = 0; source + 1 < std::ssize(translations); ++source) {
    int64_t place = 0;
    for (const auto& [target, probability] : translations[static_cast<size_t>(source + 1)]) {
      words[source][place] = target - 1;
      probabilities[source][place++] = static_cast<float>(probability);
    }
  }
  return lexicon;
}

}  // namespace dragoman
