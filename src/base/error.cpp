#include "dragoman/base/error.h"

#include <algorithm>
#include <numeric>

namespace dragoman {
namespace {

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string suggestion(std::string_view got, const std::vector<std::string>& valid) {
  const auto nearest = std::min_element(
      valid.begin(), valid.end(),
      [&](const auto& a, const auto& b) { return edit_distance(got, a) < edit_distance(got, b); });
  if (nearest != valid.end() &&
      edit_distance(got, *nearest) <= std::max<size_t>(1, got.size() / 3)) {
    return fmt::format("; did you mean '{}'?", *nearest);
  }
  return fmt::format("; valid: {}", fmt::join(valid, ", "));
}

}  // namespace dragoman
