#include "dragoman/text/markup.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/mark_forms.h"

namespace dragoman {
namespace {

using std::string_view;

bool may_be_of_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

Mark element_of(Mark open, Mark close, std::vector<Mark> inner) {
  open.close = std::move(close.open);
  open.end = close.begin;
  open.space_after = close.space_after;
  open.inner = std::move(inner);
  return open;
}

/// Whether it stands between words, also where no space does.
bool separates(string_view mark) {
  constexpr std::array<string_view, 4> names = {"br", "hr", "img", "input"};
  const string_view name = name_of_tag(mark);
  return name.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

/// Takes a line apart.
class Reader {
 public:
  explicit Reader(string_view line) : line_(line) {}

  MarkedText read() {
    while (place_ < line_.size()) {
      if (const size_t length = mark_length(line_.substr(place_))) {
        add_mark(length);
      } else {
        add_text();
      }
    }
    while (!text_.empty() && is_space(text_.back())) text_.pop_back();
    for (Mark& mark : flat_) mark.begin = mark.end = std::min(mark.begin, text_.size());
    return {text_, nested(), has_references_};
  }

 private:
  void add_mark(size_t length) {
    const size_t end = place_ + length;
    Mark mark{std::string(line_.substr(place_, length)), "", text_.size()};
    mark.space_before = place_ > 0 && is_space(line_[place_ - 1]);
    mark.space_after = end < line_.size() && is_space(line_[end]);
    mark.word_after = end < line_.size() && may_be_of_word(line_[end]);
    const bool within_word = place_ > 0 && end < line_.size() &&
                             may_be_of_word(line_[place_ - 1]) && may_be_of_word(line_[end]);
    if (within_word && separates(mark.open)) text_ += ' ';
    const bool before_stop =
        end < line_.size() && string_view(".,;:!?").find(line_[end]) != string_view::npos;
    flat_.push_back(std::move(mark));
    place_ = end;
    if (before_stop && separates(flat_.back().open)) drop_space();
  }

  /// A space at the end of the text goes, and marks that stood behind it stand before what follows.
  void drop_space() {
    if (text_.empty() || text_.back() != ' ') return;
    text_.pop_back();
    for (auto mark = flat_.rbegin(); mark != flat_.rend() && mark->begin > text_.size(); ++mark) {
      mark->begin = text_.size();
    }
  }

  void add_text() {
    const Reference reference = reference_at(line_.substr(place_));
    if (reference.length > 0 && !reference.character) return add_mark(reference.length);
    const bool spare = is_space(line_[place_]) && (text_.empty() || is_space(text_.back()));
    if (reference.length > 0) {
      has_references_ = true;
      text_ += *reference.character;
    } else if (!spare) {
      text_ += is_space(line_[place_]) ? ' ' : line_[place_];
    }
    place_ += std::max<size_t>(1, reference.length);
  }

  std::vector<Mark> nested() {
    std::vector<string_view> marks;
    for (const Mark& mark : flat_) marks.push_back(mark.open);
    const std::vector<size_t> partner = partners_of(marks);
    std::vector<std::vector<Mark>> levels(1);  // what the line and each open element hold so far
    for (size_t index = 0; index < flat_.size(); ++index) {
      if (partner[index] > index) {
        levels.emplace_back();
        continue;
      }
      Mark mark = std::move(flat_[index]);
      if (partner[index] < index) {
        mark =
            element_of(std::move(flat_[partner[index]]), std::move(mark), std::move(levels.back()));
        levels.pop_back();
      }
      levels.back().push_back(std::move(mark));
    }
    return std::move(levels.front());
  }

  string_view line_;
  size_t place_ = 0;
  std::string text_;
  std::vector<Mark> flat_;  // tags not yet put together
  bool has_references_ = false;
};

}  // namespace

MarkedText take_out_markup(string_view line) {
  return Reader(line).read();
}

}  // namespace dragoman
