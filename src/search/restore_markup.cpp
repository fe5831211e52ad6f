#include "dragoman/search/restore_markup.h"

#include <algorithm>
#include <limits>

#include "dragoman/base/escaped.h"
#include "dragoman/base/unicode.h"
#include "dragoman/search/forced.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

bool is_space_at(const std::string& text, size_t byte) {
  return byte < text.size() && text[byte] == ' ';
}

bool is_word_at(const std::string& text, size_t byte) {
  size_t end = byte + 1;
  while (end < text.size() && (text[end] & 0xC0) == 0x80) ++end;
  const std::string_view character =
      std::string_view(text).substr(std::min(byte, text.size()), end - byte);
  return !character.empty() && !find_invalid_utf8(character) &&
         is_of_word(decode_utf8(character)[0]);
}

/// Bytes of a text before which its pieces begin, nearly: what the vocabulary normalizes may differ
/// by some within a word.
std::vector<size_t> starts_of_pieces(const Vocabulary& vocabulary, const std::string& text,
                                     const std::vector<int64_t>& ids) {
  const std::vector<std::string_view> words = split_whitespace(text);
  const Words of = words_of(vocabulary, ids);
  std::vector<size_t> starts;
  size_t within = 0;
  for (size_t piece = 0; piece < ids.size(); ++piece) {
    const size_t word = of.of_piece[piece];
    if (piece == 0 || of.of_piece[piece - 1] != word) within = 0;
    starts.push_back(word < words.size() ? static_cast<size_t>(words[word].data() - text.data()) +
                                               std::min(within, words[word].size())
                                         : text.size());
    within += vocabulary.decode({ids[piece]}).size();
  }
  return starts;
}

/// Where a text may be cut: around its words and the marks between them.
struct Cut {
  size_t piece;  // the first one behind it
  size_t byte;   // of the text
};

bool parts_word(const std::string& text, size_t byte) {
  const auto is_start = [&](size_t at) { return (text[at] & 0xC0) != 0x80; };
  if (byte == 0 || byte == text.size()) return false;
  if (!is_start(byte) || text[byte - 1] == ' ') return true;  // a space goes with what follows
  size_t before = byte - 1, behind = byte + 1;
  while (before > 0 && !is_start(before)) --before;
  while (behind < text.size() && !is_start(behind)) ++behind;
  const std::string_view both = std::string_view(text).substr(before, behind - before);
  if (find_invalid_utf8(both)) return true;
  const std::u32string characters = decode_utf8(both);
  return is_of_word(characters[0]) && is_of_word(characters[1]);
}

std::vector<Cut> cuts_of(const Vocabulary& vocabulary, const std::vector<int64_t>& ids,
                         const std::string& text) {
  std::vector<Cut> cuts = {{0, 0}};
  for (size_t piece = 1; piece < ids.size(); ++piece) {
    const std::string begun =
        vocabulary.decode({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(piece)});
    const bool is_beginning = text.compare(0, begun.size(), begun) == 0;
    if (is_beginning && begun.size() > cuts.back().byte && !parts_word(text, begun.size())) {
      cuts.push_back({piece, begun.size()});
    }
  }
  cuts.push_back({ids.size(), text.size()});
  return cuts;
}

/// [T, S], of pieces; empty without a source.
std::vector<std::vector<double>> attention_of(const Translation& translation,
                                              const Stepper& stepper) {
  const EncodedPair pair = {{translation.source.begin(), translation.source.end()},
                            {translation.target.begin(), translation.target.end()}};
  if (translation.source.empty()) return {};
  return force(stepper, {pair}, ForcedDetail::attention).front().weights;
}

/// A run of what lies between cuts: the first and the one behind the last.
struct Run {
  size_t begin, end;
};

/// Finds the places of marks by the attention.
class Places {
 public:
  Places(const MarkedText& source, const Translation& translation, const Translator& translator)
      : starts_(
            starts_of_pieces(translator.vocabularies().source, source.text, translation.source)),
        source_cuts_(cuts_of(translator.vocabularies().source, translation.source,
                             translator.vocabularies().source.decode(translation.source))),
        cuts_(cuts_of(translator.vocabularies().target, translation.target, translation.text)),
        weights_(attention_of(translation, translator.stepper())) {}

  size_t byte(size_t cut) const { return cuts_[cut].byte; }
  Run all() const { return {0, cuts_.size() - 1}; }

  Run of(const Mark& mark, Run within) const {
    return mark.is_element() && piece_at(mark.begin) < piece_at(mark.end)
               ? of_element(piece_at(mark.begin), piece_at(mark.end), within)
               : of_point(mark, within);
  }

 private:
  size_t piece_at(size_t byte) const {
    return static_cast<size_t>(std::lower_bound(starts_.begin(), starts_.end(), byte) -
                               starts_.begin());
  }

  /// How much of its attention a word of the translation gave to these source pieces.
  double attention(size_t word, size_t first, size_t last) const {
    const size_t begin = cuts_[word].piece, end = cuts_[word + 1].piece;
    double sum = 0;
    for (size_t target = begin; target < end; ++target) {
      for (size_t piece = first; piece < last; ++piece) sum += weights_[target][piece];
    }
    return end > begin ? sum / static_cast<double>(end - begin) : 0;
  }

  Run of_element(size_t first, size_t last, Run within) const {
    Run best = {within.begin, within.begin};
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    size_t begin = within.begin;
    for (size_t word = within.begin; word < within.end; ++word) {
      if (sum < 0) {
        sum = 0;
        begin = word;
      }
      sum += attention(word, first, last) - 0.5;
      if (sum >= largest) {
        largest = sum;
        best = {begin, word + 1};
      }
    }
    return best;
  }

  Run of_point(const Mark& mark, Run within) const {
    const size_t piece = piece_at(mark.begin);
    const bool follows = piece > 0 && !mark.space_before;
    if (piece == 0 && !follows) return {within.begin, within.begin};
    if (piece == starts_.size() && !follows) return {within.end, within.end};
    const auto behind =
        std::upper_bound(source_cuts_.begin(), source_cuts_.end() - 1, follows ? piece - 1 : piece,
                         [](size_t at, const Cut& cut) { return at < cut.piece; });
    const size_t first = (behind - 1)->piece, last = behind->piece;
    size_t best = within.begin;
    for (size_t word = within.begin; word < within.end; ++word) {
      if (attention(word, first, last) > attention(best, first, last)) best = word;
    }
    if (within.begin < within.end && follows) ++best;
    return {best, best};
  }

  std::vector<size_t> starts_;           // of the source's pieces
  std::vector<Cut> source_cuts_, cuts_;  // of the source and of the translation
  std::vector<std::vector<double>> weights_;
};

/// Writes the text between its marks.
class Writer {
 public:
  Writer(const std::string& text, const Places& places, bool has_references)
      : text_(text), places_(places), has_references_(has_references) {}

  std::string write(const std::vector<Mark>& marks) {
    write_within(marks, places_.all());
    write_until(text_.size());
    return written_;
  }

 private:
  void write_until(size_t byte) {
    if (byte <= at_) return;
    const std::string part = text_.substr(at_, byte - at_);
    written_ += has_references_ ? escaped(part, "&<>") : part;
    at_ = byte;
  }

  void write_within(const std::vector<Mark>& marks, Run within) {
    std::vector<std::pair<Run, const Mark*>> placed;
    for (const Mark& mark : marks) placed.emplace_back(places_.of(mark, within), &mark);
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });
    size_t free = within.begin;
    for (auto& [run, mark] : placed) {
      run = {std::max(run.begin, free), std::max(run.end, free)};
      free = run.end;
      mark->is_element() ? write_element(*mark, run) : write_point(*mark, run.begin);
    }
  }

  void write_element(const Mark& mark, Run run) {
    write_until(places_.byte(run.begin));
    if (is_space_at(text_, at_)) write_until(at_ + 1);
    written_ += mark.open;
    write_within(mark.inner, run);
    write_until(places_.byte(run.end));
    written_ += mark.close;
  }

  void write_point(const Mark& mark, size_t cut) {
    write_until(places_.byte(cut));
    if (mark.space_before && is_space_at(text_, at_)) write_until(at_ + 1);
    if (mark.space_before && !written_.empty() && written_.back() != ' ') written_ += ' ';
    written_ += mark.open;
    const bool was_apart = mark.space_before && !mark.word_after;
    const bool wants_space = mark.space_after || (was_apart && is_word_at(text_, at_));
    if (wants_space && at_ < text_.size() && !is_space_at(text_, at_)) written_ += ' ';
  }

  const std::string& text_;
  const Places& places_;
  bool has_references_;
  size_t at_ = 0;  // the byte of the text that comes next
  std::string written_;
};

}  // namespace

std::string restore_markup(const MarkedText& source, const Translation& translation,
                           const Translator& translator) {
  const Places places(source, translation, translator);
  return Writer(translation.text, places, source.has_references).write(source.marks);
}

}  // namespace dragoman
