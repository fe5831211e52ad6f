#include "dragoman/text/glossary.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/text/lines.h"
#include "dragoman/text/words.h"

namespace dragoman {
namespace {

constexpr size_t longest_phrase = 500;  // bytes

/// Runs of letters, marks and digits; every other character but white space is one by itself.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  bool goes_on = false;
  for (const char32_t character : decode_utf8(text)) {
    if (!goes_on || !goes_on_a_word(character)) words.emplace_back();
    append_utf8(words.back(), character);
    goes_on = goes_on_a_word(character);
    if (is_whitespace(character)) words.pop_back();
  }
  return words;
}

std::string with_small_initial(const std::string& word) {
  std::u32string characters = decode_utf8(word);
  return lowercase(encode_utf8(characters.substr(0, 1))) + encode_utf8(characters.substr(1));
}

}  // namespace

Glossary Glossary::read(const std::filesystem::path& path) {
  Glossary glossary;
  const std::vector<std::string> lines = read_lines(path);
  for (size_t line = 0; line < lines.size(); ++line) {
    const std::string place = fmt::format("{}:{}", path.string(), line + 1);
    require_utf8(lines[line], place);
    if (!strip(lines[line]).empty() && lines[line].front() != '#')
      glossary.add_line(lines[line], place);
  }
  return glossary;
}

Glossary Glossary::of(const std::vector<std::pair<std::string, std::string>>& pairs,
                      const std::string& origin) {
  Glossary glossary;
  for (const auto& [source, target] : pairs) {
    require_utf8(source, origin);
    require_utf8(target, origin);
    glossary.add(strip(source), strip(target), origin);
  }
  return glossary;
}

void Glossary::add_line(std::string_view line, const std::string& place) {
  const size_t tab = line.find('\t');
  if (tab == std::string_view::npos || line.find('\t', tab + 1) != std::string_view::npos) {
    fail_input("{}: got '{}', expected 'source phrase', a tab, 'target phrase'", place, line);
  }
  add(strip(line.substr(0, tab)), strip(line.substr(tab + 1)), place);
}

void Glossary::add(std::string_view source, std::string_view target, const std::string& place) {
  if (source.empty() || target.empty()) {
    fail_input("{}: the {} phrase is empty: write both, or leave the entry out", place,
               source.empty() ? "source" : "target");
  }
  if (std::max(source.size(), target.size()) > longest_phrase) {
    fail_input(
        "{}: a phrase has {} bytes, more than {}: a glossary is for terms, not for sentences",
        place, std::max(source.size(), target.size()), longest_phrase);
  }
  Words words = words_in(source);
  most_words_ = std::max(most_words_, words.size());
  const auto [entry, is_new] = target_of_.emplace(std::move(words), target);
  if (!is_new && entry->second != target) {
    fail_input("{}: '{}' is to be '{}', but '{}' in a line before: leave one of them out", place,
               source, target, entry->second);
  }
}

std::map<Glossary::Words, std::string>::const_iterator Glossary::longest_at(const Words& words,
                                                                            size_t begin) const {
  for (size_t count = std::min(most_words_, words.size() - begin); count > 0; --count) {
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(begin);
    Words phrase(first, first + static_cast<std::ptrdiff_t>(count));
    auto found = target_of_.find(phrase);
    if (found == target_of_.end() && begin == 0) {
      phrase[0] = with_small_initial(phrase[0]);
      found = target_of_.find(phrase);
    }
    if (found != target_of_.end()) return found;
  }
  return target_of_.end();
}

std::vector<std::string> Glossary::targets_in(std::string_view line) const {
  std::vector<std::string> targets;
  if (find_invalid_utf8(line)) return targets;
  const Words words = words_in(line);
  for (size_t place = 0; place < words.size();) {
    const auto found = longest_at(words, place);
    place += found == target_of_.end() ? 1 : found->first.size();
    if (found == target_of_.end()) continue;
    if (std::find(targets.begin(), targets.end(), found->second) == targets.end()) {
      targets.push_back(found->second);
    }
  }
  return targets;
}

std::vector<std::string> Glossary::targets() const {
  std::vector<std::string> targets;
  for (const auto& [source, target] : target_of_) targets.push_back(target);
  return targets;
}

}  // namespace dragoman
