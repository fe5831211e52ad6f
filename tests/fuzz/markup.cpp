// A line with markup: every mark must lie within the text that is left. And the same as HTML: its
// sentences and what stands between them must be all of it.
#include "dragoman/text/markup.h"

#include <cstdint>
#include <cstdlib>

#include "dragoman/text/html_sentences.h"

namespace {

void check_marks(const std::vector<dragoman::Mark>& marks, size_t begin, size_t end) {
  for (const dragoman::Mark& mark : marks) {
    if (mark.begin < begin || mark.end < mark.begin || mark.end > end) abort();
    check_marks(mark.inner, mark.begin, mark.end);
  }
}

void check_sentences(std::string_view html) {
  const dragoman::HtmlSentences divided = dragoman::divide_html(html);
  std::string all;
  for (const auto& [before, sentence] : divided.sentences) all += before + sentence;
  if (all + divided.after != html) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto marked = dragoman::take_out_markup(text);
  check_marks(marked.marks, 0, marked.text.size());
  check_sentences(text);
  return 0;
}
