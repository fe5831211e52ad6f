#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// A sentence with the tags within it, and what stands between it and the one before.
struct HtmlSentence {
  std::string before, html;
};

/// A text is each `before` and `html` in turn, and `after`.
struct HtmlSentences {
  std::vector<HtmlSentence> sentences;
  std::string after;
};

/// Divides HTML. What stands between sentences is white space, tags of blocks (p, li, td, br, …)
/// with comments beside them, whole elements whose text is no language's (script, style, pre), and
/// tags that hold all there is between two of those. A sentence ends as in `split_sentences`, and
/// not within an element: "<b>One. Two</b> three." is one.
HtmlSentences divide_html(std::string_view html);

}  // namespace dragoman
