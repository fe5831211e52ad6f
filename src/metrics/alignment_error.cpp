#include "dragoman/metrics/alignment_error.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

double percent(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

[[noreturn]] void fail_link(std::string_view link, std::string_view origin) {
  fail_input("{}: got the link '{}', expected pairs like 0-0 or, where only possible, 0?0", origin,
             link);
}

int64_t parse_index(std::string_view digits, std::string_view link, std::string_view origin) {
  int64_t index = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, index);
  if (failure != std::errc() || stop != end || index < 0) fail_link(link, origin);
  return index;
}

int64_t count_common(const WordLinks& found, const WordLinks& truth) {
  return std::count_if(found.begin(), found.end(),
                       [&](const auto& link) { return truth.count(link) > 0; });
}

}  // namespace

TrueAlignment parse_alignment(std::string_view line, std::string_view origin) {
  TrueAlignment alignment;
  std::istringstream links{std::string(line)};
  for (std::string link; links >> link;) {
    const size_t mark = link.find_first_of("-?");
    if (mark == std::string::npos) fail_link(link, origin);
    const std::string_view text = link;
    const std::pair indices{parse_index(text.substr(0, mark), link, origin),
                            parse_index(text.substr(mark + 1), link, origin)};
    alignment.possible.insert(indices);
    if (link[mark] == '-') alignment.sure.insert(indices);
  }
  return alignment;
}

std::string format_links(const WordLinks& links) {
  std::vector<std::string> pairs;
  for (const auto& [source, target] : links) pairs.push_back(fmt::format("{}-{}", source, target));
  return fmt::format("{}", fmt::join(pairs, " "));
}

AlignmentScore& AlignmentScore::operator+=(const AlignmentScore& other) {
  links += other.links;
  sure += other.sure;
  sure_found += other.sure_found;
  possible_found += other.possible_found;
  return *this;
}

double AlignmentScore::precision() const {
  return percent(possible_found, links);
}

double AlignmentScore::recall() const {
  return percent(sure_found, sure);
}

double AlignmentScore::error_rate() const {
  const int64_t all = links + sure;
  return all == 0 ? 0 : 100 - percent(sure_found + possible_found, all);
}

AlignmentScore score_alignment(const WordLinks& found, const TrueAlignment& truth) {
  return {static_cast<int64_t>(found.size()), static_cast<int64_t>(truth.sure.size()),
          count_common(found, truth.sure), count_common(found, truth.possible)};
}

}  // namespace dragoman
