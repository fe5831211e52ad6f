#include "serve/text_layout.h"

#include "dragoman/text/html_sentences.h"
#include "dragoman/text/sentences.h"

namespace dragoman {
namespace {

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char byte : text) {
    if (byte == '\n') {
      lines.emplace_back();
    } else if (byte != '\r') {
      lines.back() += byte;
    }
  }
  return lines;
}

}  // namespace

TextLayout::TextLayout(const std::vector<std::string>& texts, TextFormat format) {
  for (const std::string& text : texts) {
    after_.push_back(format == TextFormat::html ? add_html(text) : add_lines(text));
    ends_.push_back(sources_.size());
  }
}

/// @return what stands behind the last of them
std::string TextLayout::add_lines(const std::string& text) {
  std::string between;
  for (const std::string& line : lines_in(text)) {
    for (const std::string& sentence : split_sentences(line)) {
      sources_.push_back({sentence});
      before_.push_back(std::move(between));
      between = " ";
    }
    if (between == " ") between.clear();
    between += '\n';
  }
  between.pop_back();
  return between;
}

/// @return what stands behind the last of them
std::string TextLayout::add_html(const std::string& html) {
  HtmlSentences divided = divide_html(html);
  for (HtmlSentence& sentence : divided.sentences) {
    marked_.push_back(take_out_markup(sentence.html));
    sources_.push_back({marked_.back().text});
    before_.push_back(std::move(sentence.before));
  }
  return std::move(divided.after);
}

std::pair<size_t, size_t> TextLayout::sources_of(size_t text) const {
  return {text == 0 ? 0 : ends_[text - 1], ends_[text]};
}

std::string TextLayout::text(size_t text,
                             const std::function<std::string(size_t)>& translation) const {
  std::string whole;
  const auto [begin, end] = sources_of(text);
  for (size_t source = begin; source < end; ++source)
    whole += before_[source] + translation(source);
  return whole + after_[text];
}

}  // namespace dragoman
