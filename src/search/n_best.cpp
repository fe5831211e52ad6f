#include "dragoman/search/n_best.h"

#include <charconv>
#include <optional>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr std::string_view between = " ||| ";

std::optional<NBestEntry> parsed(std::string_view line) {
  const size_t bar = line.find(between);
  if (bar == std::string_view::npos) return std::nullopt;
  NBestEntry entry{};
  const auto number = std::from_chars(line.data(), line.data() + bar, entry.index);
  if (number.ec != std::errc() || number.ptr != line.data() + bar) return std::nullopt;
  const std::string_view rest = line.substr(bar + between.size());
  entry.text = rest.substr(0, rest.find(between));
  return entry;
}

}  // namespace

std::string n_best_line(std::size_t index, const std::string& text, double score) {
  return fmt::format("{} ||| {} ||| {:.6f}", index, text, score);
}

std::vector<NBestEntry> parse_n_best(const std::vector<std::string>& lines, std::size_t sources,
                                     const std::string& origin) {
  std::vector<NBestEntry> entries;
  for (const std::string& line : lines) {
    std::optional<NBestEntry> entry = parsed(line);
    const size_t number = entries.size() + 1;
    if (!entry) {
      fail_input("{}: line {} is '{}', expected 'index ||| text ||| score' with an index from 0",
                 origin, number, line);
    }
    if (entry->index >= sources) {
      fail_input("{}: line {} is of source line {}, but there are {}, counted from 0", origin,
                 number, entry->index, sources);
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace dragoman
