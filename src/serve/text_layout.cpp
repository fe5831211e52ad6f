#include "serve/text_layout.h"

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
    for (const std::string& line : lines_in(text)) add_line(line, format);
    text_ends_.push_back(line_ends_.size());
  }
}

void TextLayout::add_line(const std::string& line, TextFormat format) {
  if (format == TextFormat::html) {
    marked_.push_back(take_out_markup(line));
    sources_.push_back({marked_.back().text});
  } else {
    for (const std::string& sentence : split_sentences(line)) sources_.push_back({sentence});
  }
  line_ends_.push_back(sources_.size());
}

std::pair<size_t, size_t> TextLayout::sources_of(size_t text) const {
  const auto end_of = [&](size_t place) {
    const size_t lines = text_ends_[place];
    return lines == 0 ? 0 : line_ends_[lines - 1];
  };
  return {text == 0 ? 0 : end_of(text - 1), end_of(text)};
}

std::string TextLayout::text(size_t text,
                             const std::function<std::string(size_t)>& translation) const {
  std::string whole;
  const size_t first_line = text == 0 ? 0 : text_ends_[text - 1];
  for (size_t line = first_line; line < text_ends_[text]; ++line) {
    if (line > first_line) whole += '\n';
    const size_t begin = line == 0 ? 0 : line_ends_[line - 1];
    for (size_t source = begin; source < line_ends_[line]; ++source) {
      if (source > begin) whole += ' ';
      whole += translation(source);
    }
  }
  return whole;
}

}  // namespace dragoman
