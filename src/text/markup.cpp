#include "dragoman/text/markup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

using std::string_view;

constexpr size_t deepest = 64, longest_mark = 10'000;  // bytes
constexpr size_t none = string_view::npos;
constexpr std::array<std::pair<string_view, string_view>, 6> references = {
    {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t';
}
bool may_be_of_word(char c) {
  return is_letter(c) || is_digit(c) || (c & 0x80) != 0;
}
bool is_of_name(char c) {
  return is_letter(c) || is_digit(c) || string_view("_-.:").find(c) != none;
}

/// The length of the tag or comment that `text` begins with; 0 for none.
size_t tag_length(string_view text) {
  if (text.substr(0, 4) == "<!--") {
    const size_t end = text.find("-->", 4);
    return end == none ? 0 : end + 3;
  }
  const size_t name = text.substr(0, 2) == "</" ? 2 : 1;
  if (text.front() != '<' || text.size() <= name || !is_letter(text[name])) return 0;
  const size_t end = text.find_first_of("<>", name);
  return end == none || text[end] == '<' ? 0 : end + 1;
}

/// Of {…}, {{…}} and ${…}; inner braces must pair.
size_t brace_length(string_view text) {
  const size_t begin = text.front() == '$' ? 1 : 0;
  if (text.size() <= begin || text[begin] != '{') return 0;
  size_t depth = 0;
  for (size_t place = begin; place < text.size(); ++place) {
    if (text[place] == '{') ++depth;
    if (text[place] == '}' && --depth == 0) return place + 1;
  }
  return 0;
}

/// Of a conversion of C or Python: %s, %1$d, %.2f, %(name)s. "50% der" has none.
size_t conversion_length(string_view text) {
  if (text.front() != '%') return 0;
  size_t place = 1;
  if (text.substr(place, 1) == "(") {
    place = text.find(')', place);
    if (place == none) return 0;
    ++place;
  }
  while (place < text.size() &&
         (is_digit(text[place]) || string_view("$+-#.").find(text[place]) != none))
    ++place;
  if (place == text.size() || string_view("sdifgxXu@").find(text[place]) == none) return 0;
  const bool ends =
      place + 1 == text.size() || !is_of_name(text[place + 1]) || !is_letter(text[place + 1]);
  return ends ? place + 1 : 0;
}

size_t mark_length(string_view text) {
  text = text.substr(0, longest_mark);
  return std::max({tag_length(text), brace_length(text), conversion_length(text)});
}

std::optional<std::string> numbered_character(string_view number) {
  const bool is_hexadecimal = !number.empty() && (number[0] == 'x' || number[0] == 'X');
  if (is_hexadecimal) number.remove_prefix(1);
  uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), code, is_hexadecimal ? 16 : 10);
  const bool is_character = error == std::errc() && end == number.data() + number.size() &&
                            code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  if (!is_character) return std::nullopt;
  std::string character;
  append_utf8(character, code);
  return character;
}

/// "&NAME;" at the beginning of a text.
struct Reference {
  size_t length = 0;                     // 0 where there is none
  std::optional<std::string> character;  // where it is known
};

Reference reference_at(string_view text) {
  constexpr size_t longest = 32;
  if (text.front() != '&') return {};
  const size_t end = text.substr(0, longest).find(';');
  if (end == none || end == 1) return {};
  const string_view name = text.substr(1, end - 1);
  if (name[0] == '#') return {end + 1, numbered_character(name.substr(1))};
  if (!std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); })) {
    return {};
  }
  for (const auto& [known, character] : references) {
    if (known == name) return {end + 1, std::string(character)};
  }
  return {end + 1, std::nullopt};
}

/// "b" of <b class=x> and of </b>; nothing of what has no partner by its form.
string_view name_of_tag(string_view mark) {
  if (mark.front() != '<' || mark[1] == '!' || mark.substr(mark.size() - 2) == "/>") return {};
  const size_t begin = mark[1] == '/' ? 2 : 1;
  size_t end = begin;
  while (is_of_name(mark[end])) ++end;
  return mark.substr(begin, end - begin);
}

bool closes(string_view mark) {
  return mark.substr(0, 2) == "</";
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
    const bool before_stop = end < line_.size() && string_view(".,;:!?").find(line_[end]) != none;
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
      text_ += line_[place_];
    }
    place_ += std::max<size_t>(1, reference.length);
  }

  /// Of each mark its partner's index, or its own.
  std::vector<size_t> partners() const {
    std::vector<size_t> partners(flat_.size()), open;
    for (size_t index = 0; index < flat_.size(); ++index) {
      partners[index] = index;
      const string_view name = name_of_tag(flat_[index].open);
      if (name.empty()) continue;
      if (!closes(flat_[index].open)) {
        if (open.size() < deepest) open.push_back(index);
        continue;
      }
      const auto found = std::find_if(open.rbegin(), open.rend(), [&](size_t other) {
        return name_of_tag(flat_[other].open) == name;
      });
      if (found == open.rend()) continue;
      partners[index] = *found;
      partners[*found] = index;
      open.erase(found.base() - 1, open.end());
    }
    return partners;
  }

  std::vector<Mark> nested() {
    const std::vector<size_t> partner = partners();
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
