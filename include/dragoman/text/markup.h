#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// What was taken out of a line: a tag, a placeholder, a character reference of no known character,
/// or an element, which is two tags that belong together and what is between them.
struct Mark {
  std::string open, close{};       // close is empty but for an element
  std::size_t begin, end = begin;  // the bytes of the text that it holds; none unless an element
  bool space_before = false, space_after = false;  // stood beside it in the line, or its edge did
  bool word_after = false;                         // a word went on behind it
  std::vector<Mark> inner{};                       // in the order of the line

  bool is_element() const { return !close.empty(); }
};

/// A line without its markup.
struct MarkedText {
  std::string text;
  std::vector<Mark> marks;      // in the order of the line
  bool has_references = false;  // characters were written as "&amp;": so are they again
};

/// Takes out HTML and XML tags and comments, and placeholders: {name}, {{name}}, ${name}, %s, %1$d,
/// %(name)s. Character references ("&amp;") become the characters. Tags without a partner are
/// marks of their own, as is all that is nested deeper than 64 levels.
MarkedText take_out_markup(std::string_view line);

}  // namespace dragoman
