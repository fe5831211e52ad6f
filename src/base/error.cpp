#include "dragoman/base/error.h"

#include <algorithm>

namespace dragoman {
namespace {

/// Insertions, deletions, substitutions and swaps of neighbours between two names.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> distance(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      size_t& least = distance[i][j];
      least = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) least = std::min(least, distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view got, const std::vector<std::string>& valid) {
  constexpr size_t telling = 3;  // letters
  const auto begins_so = [&](const std::string& name) {
    return got.size() >= telling && name.starts_with(got);
  };
  if (std::count_if(valid.begin(), valid.end(), begins_so) == 1) {
    return *std::find_if(valid.begin(), valid.end(), begins_so);
  }
  const auto found = std::min_element(
      valid.begin(), valid.end(),
      [&](const auto& a, const auto& b) { return edit_distance(got, a) < edit_distance(got, b); });
  const size_t typing_error = std::max<size_t>(1, got.size() / 3);
  if (found == valid.end() || edit_distance(got, *found) > typing_error) return std::nullopt;
  return *found;
}

std::string suggestion(std::string_view got, const std::vector<std::string>& valid) {
  if (const auto name = nearest(got, valid)) return fmt::format("; did you mean '{}'?", *name);
  return fmt::format("; valid: {}", fmt::join(valid, ", "));
}

}  // namespace dragoman
