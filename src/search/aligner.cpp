#include "dragoman/search/aligner.h"

#include <algorithm>

#include "dragoman/search/forced.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

/// @param weights [T, S] of pieces, the ends included @return of words, the target's end left out
AlignmentMatrix merged(const AlignmentMatrix& weights, const Words& source, const Words& target) {
  AlignmentMatrix of_words(target.text.size(), std::vector<double>(source.text.size(), 0.0));
  std::vector<double> pieces(target.text.size(), 0.0);
  for (size_t t = 0; t < target.of_piece.size(); ++t) {
    const size_t word = target.of_piece[t];
    ++pieces[word];
    for (size_t s = 0; s < source.of_piece.size(); ++s) {
      of_words[word][source.of_piece[s]] += weights[t][s];
    }
  }
  for (size_t word = 0; word < of_words.size(); ++word) {
    for (double& weight : of_words[word]) weight /= pieces[word];
  }
  return of_words;
}

}  // namespace

Aligner::Aligner(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies)
    : stepper_(std::move(stepper)), vocabularies_(std::move(vocabularies)) {}

Alignment Aligner::align(const std::vector<int64_t>& source,
                         const std::vector<int64_t>& target) const {
  const EncodedPair pair{{source.begin(), source.end()}, {target.begin(), target.end()}};
  const Forced forced = force(*stepper_, {pair}, ForcedDetail::attention).front();
  Words source_words = words_of(vocabularies_.source, source);
  source_words.of_piece.push_back(source_words.text.size());
  source_words.text.emplace_back(Alignment::end_of_sentence);
  const Words target_words = words_of(vocabularies_.target, target);
  Alignment alignment{
      source_words.text, target_words.text, merged(forced.weights, source_words, target_words), {}};
  for (const AlignmentMatrix& head : forced.heads) {
    alignment.heads.push_back(merged(head, source_words, target_words));
  }
  return alignment;
}

Alignment Aligner::align_text(const std::string& source, const std::string& target) const {
  return align(vocabularies_.source.encode(source), vocabularies_.target.encode(target));
}

std::set<std::pair<int64_t, int64_t>> hard_links(const Alignment& alignment) {
  const auto end = static_cast<int64_t>(alignment.source.size()) - 1;
  std::set<std::pair<int64_t, int64_t>> links;
  for (size_t word = 0; word < alignment.weights.size(); ++word) {
    const std::vector<double>& row = alignment.weights[word];
    const int64_t best = std::max_element(row.begin(), row.end()) - row.begin();
    if (best != end) links.emplace(best, static_cast<int64_t>(word));
  }
  return links;
}

}  // namespace dragoman
