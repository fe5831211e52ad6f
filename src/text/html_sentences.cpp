#include "dragoman/text/html_sentences.h"

#include <algorithm>
#include <array>

#include "dragoman/base/unicode.h"
#include "dragoman/text/sentences.h"
#include "text/mark_forms.h"

namespace dragoman {
namespace {

using std::string_view;

constexpr auto blocks = std::to_array<string_view>(
    {"address", "article", "aside",  "blockquote", "body",  "br",       "button",   "caption",
     "dd",      "details", "dialog", "div",        "dl",    "dt",       "fieldset", "figcaption",
     "figure",  "footer",  "form",   "h1",         "h2",    "h3",       "h4",       "h5",
     "h6",      "head",    "header", "hr",         "html",  "iframe",   "legend",   "li",
     "link",    "main",    "meta",   "nav",        "ol",    "optgroup", "option",   "p",
     "section", "select",  "table",  "tbody",      "td",    "tfoot",    "th",       "thead",
     "title",   "tr",      "ul",     "video",      "audio", "summary"});
constexpr auto untranslated =
    std::to_array<string_view>({"script", "style", "pre", "svg", "math", "template", "textarea"});

std::string lower_case(string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

template <typename Names>
bool is_among(const Names& names, string_view name) {
  return std::find(names.begin(), names.end(), lower_case(name)) != names.end();
}

/// "br" also of <br/>.
string_view name_of(string_view tag) {
  if (tag.size() > 3 && tag.substr(tag.size() - 2) == "/>") tag.remove_suffix(2);
  const size_t begin = tag.substr(0, 2) == "</" ? 2 : 1;
  size_t end = begin;
  while (end < tag.size() && !is_space(tag[end]) && tag[end] != '>' && tag[end] != '/') ++end;
  return tag.substr(begin, end - begin);
}

/// The length of <NAME …>…</NAME>, of which `text` begins with the first tag; to the end without
/// the last.
size_t element_length(string_view text, const std::string& name) {
  for (size_t place = text.find("</"); place != string_view::npos;
       place = text.find("</", place + 2)) {
    if (lower_case(text.substr(place + 2, name.size())) != name) continue;
    const size_t end = text.find('>', place);
    return end == string_view::npos ? text.size() : end + 1;
  }
  return text.size();
}

/// Of <!DOCTYPE …> and <?xml …?>; 0 for others.
size_t declaration_length(string_view text) {
  constexpr size_t longest = 10'000;
  const bool declares = text.size() > 1 && (text[1] == '?' || text[1] == '!');
  if (!declares || text.substr(0, 4) == "<!--") return 0;
  return text.substr(0, longest).find('>') + 1;  // 0 where there is none
}

/// The length of what `text` begins with, if that divides it; 0 otherwise.
size_t divider_length(string_view text) {
  if (text.front() != '<') return 0;
  if (const size_t length = declaration_length(text)) return length;
  const string_view tag = text.substr(0, mark_length(text));
  if (tag.empty() || tag[1] == '!') return 0;
  const string_view name = name_of(tag);
  const bool opens = tag[1] != '/' && tag.substr(tag.size() - 2) != "/>";
  if (opens && is_among(untranslated, name)) return element_length(text, lower_case(name));
  return is_among(blocks, name) || is_among(untranslated, name) ? tag.size() : 0;
}

struct Span {
  size_t begin, end;
};

/// What is between two dividers: text with marks in it.
class Run {
 public:
  explicit Run(string_view html) : html_(html) {
    for (size_t place = 0; place < html.size();) place += read(place);
    std::vector<string_view> marks;
    for (const Span& mark : marks_) marks.push_back(html.substr(mark.begin, mark.end - mark.begin));
    partners_ = partners_of(marks);
  }

  /// Behind what is there already, of which `after` comes before the first sentence.
  void append_to(HtmlSentences& all) const {
    size_t place = 0;
    for (const Span& sentence : sentences()) {
      all.after += html_.substr(place, sentence.begin - place);
      all.sentences.push_back(
          {std::move(all.after),
           std::string(html_.substr(sentence.begin, sentence.end - sentence.begin))});
      all.after.clear();
      place = sentence.end;
    }
    all.after += html_.substr(place);
  }

 private:
  /// One mark, character reference or byte. @return its length
  size_t read(size_t place) {
    const string_view rest = html_.substr(place);
    const Reference reference = reference_at(rest);
    size_t length = mark_length(rest);
    if (length == 0 && reference.length > 0 && !reference.character) length = reference.length;
    if (length > 0) {
      marks_.push_back({place, place + length});
      return length;
    }
    text_ += reference.character.value_or(std::string(1, rest.front()));
    places_.resize(text_.size(), place);
    return std::max<size_t>(1, reference.length);
  }

  std::vector<Span> sentences() const {
    if (strip(text_).empty()) return {};
    const Span all = peeled();
    const std::vector<Span> outer = outermost(all);
    const std::vector<std::string> texts = split_sentences(text_);
    std::vector<Span> sentences;
    size_t begin = all.begin, behind = 0, element = 0;
    for (size_t i = 0; i + 1 < texts.size(); ++i) {
      behind = text_.find(texts[i], behind) + texts[i].size();
      const size_t end = end_of_sentence(behind);
      while (element < outer.size() && outer[element].end <= end) ++element;
      if (element < outer.size() && outer[element].begin < end) continue;
      sentences.push_back({begin, end});
      begin = end;
      while (is_space(html_[begin])) ++begin;
    }
    sentences.push_back({begin, all.end});
    return sentences;
  }

  /// Where a sentence ends in the HTML whose next one, or the white space before it, begins at
  /// `behind` in the text: tags that close stand before it.
  size_t end_of_sentence(size_t behind) const {
    if (is_space(text_[behind])) return places_[behind];
    const size_t last = places_[behind - 1];
    size_t end = last + std::max<size_t>(1, reference_at(html_.substr(last)).length);
    auto mark = std::lower_bound(marks_.begin(), marks_.end(), end,
                                 [](const Span& one, size_t place) { return one.begin < place; });
    for (; mark != marks_.end() && mark->begin == end; ++mark) {
      const auto index = static_cast<size_t>(mark - marks_.begin());
      if (partners_[index] < index) end = mark->end;
    }
    return end;
  }

  /// Without white space around it, and without elements that hold all of it.
  Span peeled() const {
    Span all = stripped({0, html_.size()});
    for (size_t mark = 0; mark < marks_.size(); ++mark) {
      const size_t partner = partners_[mark];
      const bool holds_all = marks_[mark].begin == all.begin && marks_[partner].end == all.end;
      if (partner <= mark || !holds_all) break;
      all = stripped({marks_[mark].end, marks_[partner].begin});
    }
    return all;
  }

  Span stripped(Span span) const {
    while (is_space(html_[span.begin])) ++span.begin;
    while (is_space(html_[span.end - 1])) --span.end;
    return span;
  }

  /// The elements in a part that are in no other of it.
  std::vector<Span> outermost(const Span& part) const {
    std::vector<Span> outer;
    for (size_t mark = 0; mark < marks_.size(); ++mark) {
      if (partners_[mark] <= mark || marks_[mark].begin < part.begin) continue;
      if (!outer.empty() && marks_[mark].begin < outer.back().end) continue;
      outer.push_back({marks_[mark].begin, marks_[partners_[mark]].end});
    }
    return outer;
  }

  string_view html_;
  std::string text_;              // without marks
  std::vector<size_t> places_;    // in the HTML, of each byte of the text
  std::vector<Span> marks_;       // in the HTML
  std::vector<size_t> partners_;  // of each mark, as of `partners_of`
};

}  // namespace

HtmlSentences divide_html(string_view html) {
  HtmlSentences all;
  size_t begin = 0, place = 0;
  while (place < html.size()) {
    const string_view rest = html.substr(place);
    const size_t length = divider_length(rest);
    if (length == 0) {
      place += std::max<size_t>(1, mark_length(rest));
      continue;
    }
    Run(html.substr(begin, place - begin)).append_to(all);
    all.after += rest.substr(0, length);
    begin = place += length;
  }
  Run(html.substr(begin)).append_to(all);
  return all;
}

}  // namespace dragoman
