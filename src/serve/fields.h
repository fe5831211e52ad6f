#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "dragoman/base/names.h"
#include "dragoman/config/config_file.h"

namespace dragoman {

/// A field's texts, and whether they came as an array.
struct Texts {
  std::vector<std::string> items;
  bool is_array = false;
};

/// What a client sent, by field. A field that is not there gives nothing or its fallback; one that
/// is wrong an InputError of one line: the field, what came, what was expected.
class Fields {
 public:
  using Json = nlohmann::ordered_json;

  /// @throws InputError unless `body` is UTF-8 and a JSON object
  static Fields of_json(const std::string& body);

  /// Of application/x-www-form-urlencoded; a name that comes more than once is an array.
  /// @throws InputError unless all is UTF-8
  static Fields of_form(const std::string& body);

  /// @throws InputError where another field came, with the nearest valid name
  void allow_only(const std::vector<std::string>& names) const;

  bool has(const std::string& name) const;
  std::optional<std::string> text(const std::string& name) const;
  std::optional<Texts> texts(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::optional<int64_t> integer(const std::string& name, const Range& range) const;
  std::optional<double> number(const std::string& name, const Range& range) const;
  std::optional<Fields> object(const std::string& name) const;

  /// An object of texts.
  std::vector<std::pair<std::string, std::string>> pairs(const std::string& name) const;

  /// A value of an enum by its name.
  template <class Enum>
  std::optional<Enum> choice(const std::string& name) const {
    const std::optional<std::string> given = text(name);
    if (!given) return std::nullopt;
    const std::optional<Enum> value = value_of<Enum>(*given);
    if (!value) fail_choice(name, names_of<Enum>());
    return value;
  }

 private:
  Fields(Json object, bool is_form, std::string prefix = "");

  const Json* find(const std::string& name) const;
  Json number_in(const std::string& name, const Json& value) const;
  [[noreturn]] void fail_field(const std::string& name, const std::string& expected) const;
  [[noreturn]] void fail_choice(const std::string& name,
                                const std::vector<std::string>& valid) const;

  Json object_;
  bool is_form_;        // where every value is a text
  std::string prefix_;  // of names in errors: "sampling."
};

}  // namespace dragoman
