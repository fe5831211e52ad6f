// A line with markup: every mark must lie within the text that is left.
#include "dragoman/text/markup.h"

#include <cstdint>
#include <cstdlib>

namespace {

void check_marks(const std::vector<dragoman::Mark>& marks, size_t begin, size_t end) {
  for (const dragoman::Mark& mark : marks) {
    if (mark.begin < begin || mark.end < mark.begin || mark.end > end) abort();
    check_marks(mark.inner, mark.begin, mark.end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto marked = dragoman::take_out_markup({reinterpret_cast<const char*>(data), size});
  check_marks(marked.marks, 0, marked.text.size());
  return 0;
}
