#include "cli/served_pair.h"

#include <algorithm>
#include <filesystem>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// A script or a region of BCP 47: "Hans", "BR", "419".
bool is_subtag(const std::string& text) {
  const auto all = [&](size_t from, bool (*fits)(char)) {
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), fits);
  };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return (text.size() == 2 && all(0, is_upper)) || (text.size() == 3 && all(0, is_digit)) ||
         (text.size() == 4 && is_upper(text[0]) && all(1, is_lower));
}

/// "en", "pt-BR", "zh-Hans".
bool is_code(const std::string& text) {
  const size_t mark = text.find('-');
  const std::string language = text.substr(0, mark);
  return language.size() >= 2 && language.size() <= 8 &&
         std::all_of(language.begin(), language.end(), is_letter_or_digit) &&
         (mark == std::string::npos || is_subtag(text.substr(mark + 1)));
}

/// "en" of "train.en" and "train.en.gz".
std::string ending_of(std::filesystem::path file) {
  if (file.extension() == ".gz") file.replace_extension();
  const std::string extension = file.extension().string();
  return extension.empty() ? extension : extension.substr(1);
}

struct Halves {
  std::string before, after;
};

/// At the first mark; without one all is before it.
Halves divided(const std::string& text, char mark) {
  const size_t place = std::min(text.find(mark), text.size());
  return {text.substr(0, place), text.substr(std::min(place + 1, text.size()))};
}

/// "en-pt-BR" is en to pt-BR. At the last mark that leaves two codes; without one nothing.
Halves languages_in(const std::string& text) {
  for (size_t place = text.rfind('-'); place != std::string::npos && place > 0;
       place = text.rfind('-', place - 1)) {
    const Halves codes{text.substr(0, place), text.substr(place + 1)};
    if (is_code(codes.before) && is_code(codes.after)) return codes;
  }
  return {};
}

/// The last parts of a path, without its ending.
std::string end_of(const std::filesystem::path& file, std::ptrdiff_t parts) {
  std::filesystem::path end;
  const std::ptrdiff_t all = std::distance(file.begin(), file.end());
  for (auto part = std::prev(file.end(), std::min(parts, all)); part != file.end(); ++part) {
    end /= *part;
  }
  return end.replace_extension().string();
}

/// Whether the end of a model's path would do for the name of another model of its pair.
bool is_shared(const ServedPair& one, std::ptrdiff_t parts, const std::vector<ServedPair>& given) {
  const std::string name = end_of(one.file, parts);
  return std::any_of(given.begin(), given.end(), [&](const ServedPair& other) {
    return other.source == one.source && other.target == one.target && other.file != one.file &&
           name == (other.name.empty() ? end_of(other.file, parts) : other.name);
  });
}

}  // namespace

ServedPair parse_served_pair(const std::string& text) {
  const auto [head, file] = divided(text, '=');
  const bool is_named = head.find(':') != std::string::npos;
  const auto [name, languages] = is_named ? divided(head, ':') : Halves{"", head};
  const auto [source, target] = languages_in(languages);
  if (source.empty() || file.empty() || is_named == name.empty()) {
    fail_input(
        "--pair: got '{}', expected SOURCE-TARGET=FILE or NAME:SOURCE-TARGET=FILE, as in "
        "en-de=best.safetensors",
        text);
  }
  return {source, target, file, name};
}

void name_by_files(std::vector<ServedPair>& pairs) {
  const std::vector<ServedPair> given = pairs;
  for (ServedPair& pair : pairs) {
    if (!pair.name.empty()) continue;
    const std::filesystem::path file = pair.file;
    const std::ptrdiff_t all = std::distance(file.begin(), file.end());
    std::ptrdiff_t parts = 1;
    while (parts < all && is_shared(pair, parts, given)) ++parts;
    pair.name = end_of(file, parts);
  }
}

ServedPair pair_of_model(const std::string& file, const DataConfig& data) {
  ServedPair pair{ending_of(data.train_source), ending_of(data.train_target), file};
  const bool is_known = is_code(pair.source) && is_code(pair.target) && pair.source != pair.target;
  if (is_known && pair.source != "txt") return pair;
  fail_input(
      "{}: the names of its training files, {} and {}, tell no languages: give --pair en-de={}",
      file, data.train_source, data.train_target, file);
}

}  // namespace dragoman
