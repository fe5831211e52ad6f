#include "dragoman/search/terms.h"

#include <algorithm>

#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

using Pieces = std::vector<int64_t>;

bool contains(const Pieces& words, const Pieces& phrase) {
  return std::search(words.begin(), words.end(), phrase.begin(), phrase.end()) != words.end();
}

/// How much of a phrase that `words` does not contain stands at their end.
int64_t begun(const Pieces& words, const Pieces& phrase) {
  auto length = static_cast<std::ptrdiff_t>(std::min(words.size(), phrase.size()));
  while (!std::equal(phrase.begin(), phrase.begin() + length, words.end() - length)) --length;
  return length;
}

}  // namespace

Terms::Terms(std::vector<Pieces> phrases) : phrases_(std::move(phrases)) {
  for (const Pieces& phrase : phrases_) size_ += static_cast<int64_t>(phrase.size());
}

int64_t Terms::progress(const Pieces& words) const {
  int64_t whole = 0, longest = 0;
  for (const Pieces& phrase : phrases_) {
    if (contains(words, phrase)) {
      whole += static_cast<int64_t>(phrase.size());
    } else {
      longest = std::max(longest, begun(words, phrase));
    }
  }
  return whole + longest;
}

void Terms::apply(const Pieces& words, NextWords& next) const {
  for (const Pieces& phrase : phrases_) {
    if (contains(words, phrase)) continue;
    next.forbid(TokenIds::end);
    next.include(phrase[static_cast<size_t>(begun(words, phrase))]);
  }
}

}  // namespace dragoman
