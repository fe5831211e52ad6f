#include "dragoman/config/study_file.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>

#include <toml++/toml.h>

#include "config/constraint.h"
#include "config/text_file.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// Reads the values of one table; every key must be asked for.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  void read(const std::string& key, std::string& value) {
    if (const toml::node* node = find(key)) value = text_of(*node, key);
  }

  void read(const std::string& key, std::vector<std::string>& values) {
    read_array(key, values, [&](const toml::node& node) { return text_of(node, key); });
  }

  void read(const std::string& key, int64_t& value, const Constraint& valid) {
    if (const toml::node* node = find(key)) value = number_of(*node, key, valid, "an integer");
  }

  void read(const std::string& key, std::vector<int64_t>& values, const Constraint& valid) {
    read_array(key, values, [&](const toml::node& node) {
      return number_of(node, key, valid, "an array of integers, each");
    });
  }

  const toml::node* find(const std::string& key) {
    known_.push_back(key);
    return table_.get(key);
  }

  void check_all_known() const {
    for (const auto& [name, node] : table_) {
      const std::string key(name.str());
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      fail_input("{}: unknown key '{}'{}", place(node), key, suggestion(key, known_));
    }
  }

  [[noreturn]] void fail_at(const toml::node& node, const std::string& key,
                            std::string_view expected) const {
    fail_input("{}: {}: expected {}", place(node), key, expected);
  }

  std::string place(const toml::node& node) const {
    return fmt::format("{}:{}", file_, node.source().begin.line);
  }

 private:
  std::string text_of(const toml::node& node, const std::string& key) const {
    const auto text = node.value_exact<std::string>();
    if (!text) fail_at(node, key, "a string, or an array of them where several may be given");
    if (*text != one_line(*text))
      fail_at(node, key, "text of one line, without control characters");
    return *text;
  }

  int64_t number_of(const toml::node& node, const std::string& key, const Constraint& valid,
                    std::string_view what) const {
    const auto number = node.value_exact<int64_t>();
    if (!number || !holds(valid, static_cast<double>(*number))) {
      fail_at(node, key, fmt::format("{} {}", what, describe(valid, {})));
    }
    return *number;
  }

  template <class Value, class Read>
  void read_array(const std::string& key, std::vector<Value>& values, const Read& read_one) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail_at(*node, key, "an array");
    values.clear();
    for (const toml::node& item : *array) values.push_back(read_one(item));
  }

  const toml::table& table_;
  std::string file_;
  std::vector<std::string> known_;
};

StudyVariant read_variant(const toml::node& node, const std::string& file) {
  const toml::table* table = node.as_table();
  if (table == nullptr) fail_input("{}: variant: expected [[variant]] sections", file);
  TableReader reader(*table, file);
  StudyVariant variant;
  reader.read("name", variant.name);
  reader.read("set", variant.settings);
  reader.check_all_known();
  if (variant.name.empty()) reader.fail_at(node, "name", "a name for the variant");
  return variant;
}

std::vector<StudyVariant> read_variants(TableReader& reader, const std::string& file) {
  const toml::node* node = reader.find("variant");
  if (node == nullptr || !node->is_array()) {
    fail_input("{}: no variants: add sections [[variant]] with name and set", file);
  }
  std::vector<StudyVariant> variants;
  for (const toml::node& item : *node->as_array()) variants.push_back(read_variant(item, file));
  return variants;
}

void check(const Study& study, const std::string& file, const Choices& choices) {
  if (study.base.empty())
    fail_input("{}: base is not set: name a configuration to start from", file);
  if (study.seeds.empty() || study.variants.empty() || study.concat.empty()) {
    fail_input("{}: expected at least one variant, one seed, and one concat", file);
  }
  std::set<std::filesystem::path> directories;
  for (const StudyVariant& variant : study.variants) {
    if (!directories.insert(run_directory_of(study, variant, 0)).second) {
      fail_input("{}: two variants are called '{}' or nearly so: give each a name of its own", file,
                 variant.name);
    }
    try {
      read_config(study.base, settings_of(study, variant, study.seeds.front()), choices);
    } catch (const InputError& error) {
      fail_input("{}: variant '{}': {}", file, variant.name, error.what());
    }
  }
}

}  // namespace

Study read_study(const std::filesystem::path& path, const Choices& choices) {
  const std::string file = path.string();
  toml::table document;
  try {
    document = toml::parse(read_text_file(path));
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    fail_input("{}:{}:{}: {}", file, at.line, at.column, one_line(error.description()));
  }
  TableReader reader(document, file);
  Study study;
  reader.read("title", study.title);
  reader.read("base", study.base);
  reader.read("directory", study.directory);
  reader.read("seeds", study.seeds, at_least(0));
  reader.read("jobs", study.jobs, between(1, most_jobs));
  reader.read("concat", study.concat, between(1, 1000));
  reader.read("length_bounds", study.length_bounds, between(0, 1'000'000));
  reader.read("examples", study.examples);
  reader.read("alignments", study.alignments);
  reader.read("set", study.settings);
  study.variants = read_variants(reader, file);
  reader.check_all_known();
  check(study, file, choices);
  return study;
}

std::vector<std::string> settings_of(const Study& study, const StudyVariant& variant,
                                     int64_t seed) {
  std::vector<std::string> settings = study.settings;
  settings.insert(settings.end(), variant.settings.begin(), variant.settings.end());
  settings.push_back(fmt::format("training.seed={}", seed));
  settings.emplace_back("training.seeds=1");
  settings.push_back("training.directory=" + run_directory_of(study, variant, seed).string());
  return settings;
}

std::filesystem::path run_directory_of(const Study& study, const StudyVariant& variant,
                                       int64_t seed) {
  std::string name;
  for (const char character : variant.name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(character)) != 0;
    if (plain) name += character;
    if (!plain && !name.empty() && name.back() != '-') name += '-';
  }
  return std::filesystem::path(study.directory) / fmt::format("{}-{}", name, seed);
}

}  // namespace dragoman
