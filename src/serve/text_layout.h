#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"
#include "dragoman/text/markup.h"
#include "serve/text_request.h"

namespace dragoman {

/// Texts divided into the sentences that a model translates, and put together again with what stood
/// between them.
class TextLayout {
 public:
  TextLayout(const std::vector<std::string>& texts, TextFormat format);

  const std::vector<SourceText>& sources() const { return sources_; }

  /// The markup of a source; only of HTML.
  const MarkedText& marked(size_t source) const { return marked_[source]; }

  /// A text put together from what its sources became.
  std::string text(size_t text, const std::function<std::string(size_t source)>& translation) const;

  /// The sources of a text: the first, and the one behind the last.
  std::pair<size_t, size_t> sources_of(size_t text) const;

 private:
  std::string add_lines(const std::string& text);
  std::string add_html(const std::string& html);

  std::vector<SourceText> sources_;
  std::vector<MarkedText> marked_;
  std::vector<std::string> before_;  // what stands before each source
  std::vector<std::string> after_;   // what stands behind the last source of each text
  std::vector<size_t> ends_;         // of each text, the source behind its last
};

}  // namespace dragoman
