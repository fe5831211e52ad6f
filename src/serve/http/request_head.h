#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace dragoman {

/// What the head of a request says of its body.
struct RequestHead {
  size_t body = 0;  // bytes; the largest size_t where that is no number
  bool is_chunked = false;
  bool waits = false;          // to be told that the body may come
  bool takes_interim = false;  // may be told things before its answer: HTTP/1.1
};

/// @param head up to the empty line
RequestHead read_request_head(std::string_view head);

/// Takes the header by which a client waits out of a request. @return bytes taken out
size_t erase_expectation(std::string& request);

}  // namespace dragoman
