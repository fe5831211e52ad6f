#include "dragoman/search/rules.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "dragoman/base/unicode.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

constexpr std::string_view spaces = " \t";

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// Whether a piece goes on with the word before it, also by a hyphen.
bool goes_on(const std::string& spelling) {
  const char32_t first = decode_utf8(spelling).front();
  return goes_on_a_word(first) || first == U'-';
}

/// What may come where a word has ended: the end, a new word or a mark.
std::vector<int64_t> pieces_behind_a_word(const std::vector<std::string>& spellings) {
  std::vector<int64_t> pieces = {TokenIds::end};
  for (size_t id = 0; id < spellings.size(); ++id) {
    if (!spellings[id].empty() && !goes_on(spellings[id])) {
      pieces.push_back(static_cast<int64_t>(id));
    }
  }
  return pieces;
}

}  // namespace

void RepetitionPenalty::apply(const std::vector<int64_t>& words, NextWords& next) const {
  for (const int64_t word : std::set<int64_t>(words.begin(), words.end())) {
    next.scale(word, penalty_);
  }
}

void NoRepeatedNgram::apply(const std::vector<int64_t>& words, NextWords& next) const {
  const size_t before = length_ - 1;
  if (words.size() < length_) return;
  const auto last = words.end() - static_cast<std::ptrdiff_t>(before);
  for (size_t begin = 0; begin + before < words.size(); ++begin) {
    if (std::equal(last, words.end(), words.begin() + static_cast<std::ptrdiff_t>(begin))) {
      next.forbid(words[begin + before]);
    }
  }
}

WordRules rules_of(const Repetitions& repetitions) {
  WordRules rules;
  if (repetitions.penalty > 1) {
    rules.push_back(std::make_shared<RepetitionPenalty>(repetitions.penalty));
  }
  if (repetitions.forbidden > 0) {
    rules.push_back(std::make_shared<NoRepeatedNgram>(repetitions.forbidden));
  }
  return rules;
}

Prefix::Prefix(const Vocabulary& vocabulary,
               std::shared_ptr<const std::vector<std::string>> spellings, std::string_view text)
    : spellings_(std::move(spellings)) {
  const size_t space = text.find_last_of(spaces);
  const size_t last = space == std::string_view::npos ? 0 : space + 1;
  whole_ = vocabulary.encode(text.substr(0, last));
  const std::vector<int64_t> pieces = vocabulary.encode(text.substr(last));
  const auto spelling = [&](int64_t piece) { return (*spellings_)[static_cast<size_t>(piece)]; };
  if (last > 0 && last == text.size()) behind_ = pieces_behind_a_word(*spellings_);
  if (std::any_of(pieces.begin(), pieces.end(), [&](int64_t p) { return spelling(p).empty(); })) {
    whole_.insert(whole_.end(), pieces.begin(), pieces.end());
  } else {
    for (const int64_t piece : pieces) begun_ += spelling(piece);
  }
}

void Prefix::apply(const std::vector<int64_t>& words, NextWords& next) const {
  if (words.size() < whole_.size()) return next.allow_only({whole_[words.size()]});
  if (words.size() == whole_.size() && !behind_.empty()) return next.allow_only(behind_);
  size_t written = 0;
  for (size_t place = whole_.size(); place < words.size() && written < begun_.size(); ++place) {
    written += (*spellings_)[static_cast<size_t>(words[place])].size();
  }
  if (written >= begun_.size()) return;
  const std::string_view left = std::string_view(begun_).substr(written);
  std::vector<int64_t> fitting;
  for (size_t id = 0; id < spellings_->size(); ++id) {
    const std::string& spelling = (*spellings_)[id];
    if (!spelling.empty() && (begins_with(left, spelling) || begins_with(spelling, left))) {
      fitting.push_back(static_cast<int64_t>(id));
    }
  }
  // Every character of a vocabulary's text is a piece of its own, so that one fits.
  if (!fitting.empty()) next.allow_only(std::move(fitting));
}

std::shared_ptr<const std::vector<std::string>> spellings_of(const Vocabulary& vocabulary) {
  std::vector<int64_t> ids(static_cast<size_t>(vocabulary.size()));
  std::iota(ids.begin(), ids.end(), int64_t{0});
  auto spellings = std::make_shared<std::vector<std::string>>(vocabulary.pieces(ids));
  for (const int64_t special :
       {TokenIds::padding, TokenIds::unknown, TokenIds::begin, TokenIds::end}) {
    (*spellings)[static_cast<size_t>(special)].clear();
  }
  for (std::string& spelling : *spellings) {
    if (is_byte_piece(spelling)) spelling.clear();
  }
  return spellings;
}

}  // namespace dragoman
