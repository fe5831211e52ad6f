#include "cli/served_pair.h"

#include <algorithm>
#include <filesystem>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

bool is_code(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return text.size() >= 2 && text.size() <= 8 && std::all_of(text.begin(), text.end(), fits);
}

/// "en" of "train.en" and "train.en.gz".
std::string ending_of(std::filesystem::path file) {
  if (file.extension() == ".gz") file.replace_extension();
  const std::string extension = file.extension().string();
  return extension.empty() ? extension : extension.substr(1);
}

}  // namespace

ServedPair parse_served_pair(const std::string& text) {
  const size_t equals = std::min(text.find('='), text.size());
  const std::string languages = text.substr(0, equals);
  const size_t dash = std::min(languages.find('-'), languages.size());
  ServedPair pair{languages.substr(0, dash), languages.substr(std::min(dash + 1, languages.size())),
                  text.substr(std::min(equals + 1, text.size()))};
  if (!is_code(pair.source) || !is_code(pair.target) || pair.file.empty()) {
    fail_input("--pair: got '{}', expected SOURCE-TARGET=FILE, as in en-de=best.safetensors", text);
  }
  return pair;
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
