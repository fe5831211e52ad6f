// What a client sends: the head of a request, and a body as JSON and as a form, read as
// LibreTranslate's requests are.
#include <string>

#include "dragoman/base/error.h"
#include "fuzz/memory_file.h"
#include "serve/http/request_head.h"
#include "serve/text_request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  std::string text(reinterpret_cast<const char*>(data), size);
  read_request_head(text);
  for (const auto read : {Fields::of_json, Fields::of_form}) {
    fuzz::allow<InputError>([&] { parse_text_request(read(text), {}); });
    fuzz::allow<InputError>([&] { parse_detect_request(read(text), {}); });
  }
  erase_expectation(text);
  return 0;
}
