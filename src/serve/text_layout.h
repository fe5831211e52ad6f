#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"
#include "dragoman/text/markup.h"
#include "serve/text_request.h"

namespace dragoman {

/// Texts of several lines and sentences, divided into what a model translates, and put together
/// again. Of plain text that is a sentence, of HTML a line, whose marks may hold more than one.
class TextLayout {
 public:
  TextLayout(const std::vector<std::string>& texts, TextFormat format);

  const std::vector<SourceText>& sources() const { return sources_; }

  /// The markup of a source; only of HTML.
  const MarkedText& marked(size_t source) const { return marked_[source]; }

  /// A text put together from what its sources became; its lines are those that it had.
  std::string text(size_t text, const std::function<std::string(size_t source)>& translation) const;

  /// The sources of a text: the first, and the one behind the last.
  std::pair<size_t, size_t> sources_of(size_t text) const;

 private:
  void add_line(const std::string& line, TextFormat format);

  std::vector<SourceText> sources_;
  std::vector<MarkedText> marked_;
  std::vector<size_t> line_ends_;  // of each line, the source behind its last
  std::vector<size_t> text_ends_;  // of each text, the line behind its last
};

}  // namespace dragoman
