#include "serve/http/request_head.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

namespace dragoman {
namespace {

constexpr std::string_view end_of_line = "\r\n";

bool equals_in_any_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// Of a header any byte may come, so not `strip`, which wants UTF-8.
std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A header's line without its end; empty where it is not there.
std::string_view header_line(std::string_view head, std::string_view name) {
  for (size_t line = head.find(end_of_line); line != std::string_view::npos;
       line = head.find(end_of_line, line)) {
    line += end_of_line.size();
    const std::string_view rest = head.substr(line);
    if (rest.size() > name.size() && rest[name.size()] == ':' &&
        equals_in_any_case(rest.substr(0, name.size()), name)) {
      return rest.substr(0, rest.find(end_of_line));
    }
  }
  return {};
}

std::string_view value_in(std::string_view head, std::string_view name) {
  const std::string_view line = header_line(head, name);
  if (line.empty()) return {};
  return without_spaces(line.substr(name.size() + 1));
}

size_t number_in(std::string_view text) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number ? number : std::numeric_limits<size_t>::max();
}

}  // namespace

RequestHead read_request_head(std::string_view head) {
  RequestHead result;
  const std::string_view length = value_in(head, "Content-Length");
  if (!length.empty()) result.body = number_in(length);
  result.is_chunked = equals_in_any_case(value_in(head, "Transfer-Encoding"), "chunked");
  result.waits = equals_in_any_case(value_in(head, "Expect"), "100-continue");
  result.takes_interim = head.substr(0, head.find(end_of_line)).ends_with(" HTTP/1.1");
  return result;
}

size_t erase_expectation(std::string& request) {
  const std::string_view line = header_line(request, "Expect");
  if (line.empty()) return 0;
  const auto begin = static_cast<size_t>(line.data() - request.data());
  const size_t before = request.size();
  request.erase(begin, line.size() + end_of_line.size());
  return before - request.size();
}

}  // namespace dragoman
