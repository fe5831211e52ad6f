#include "serve/fields.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "serve/form.h"

namespace dragoman {
namespace {

using Json = Fields::Json;

constexpr size_t longest_shown = 60;  // bytes of a wrong value

/// Of objects and arrays within each other: copies and texts of values call themselves for each.
constexpr int deepest = 16;

/// @throws InputError, and Json's own errors
Json parsed(const std::string& body) {
  return Json::parse(body, [](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
    if (depth > deepest) fail_input("body: more than {} objects and arrays in each other", deepest);
    return true;
  });
}

/// A value as an error shows it, on one line.
std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= longest_shown) return text;
  size_t end = longest_shown;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string described(const Range& range, const char* kind) {
  return fmt::format("{} from {} to {}", kind, range.low, range.high);
}

bool holds(const Range& range, double number) {
  return number >= range.low && number <= range.high;
}

}  // namespace

Fields::Fields(Json object, bool is_form, std::string prefix)
    : object_(std::move(object)), is_form_(is_form), prefix_(std::move(prefix)) {}

Fields Fields::of_json(const std::string& body) {
  require_utf8(body, "body");
  Json object;
  try {
    object = parsed(body);
  } catch (const Json::parse_error& error) {
    fail_input("body: not JSON at byte {}, expected an object of fields", error.byte);
  } catch (const Json::exception&) {
    fail_input("body: a number is too large, expected an object of fields");
  }
  if (!object.is_object()) {
    fail_input("body: got {}, expected an object of fields", shown(object));
  }
  return {std::move(object), false};
}

Fields Fields::of_form(const std::string& body) {
  Json object = Json::object();
  for (auto& [name, value] : parse_form(body)) {
    require_utf8(name, "body");
    require_utf8(value, "field " + shown(name));
    Json& field = object[name];
    if (field.is_string()) field = Json::array({std::move(field)});
    if (field.is_array()) {
      field.push_back(std::move(value));
    } else {
      field = std::move(value);
    }
  }
  return {std::move(object), true};
}

void Fields::allow_only(const std::vector<std::string>& names) const {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    fail_input("unknown field {}{}", prefix_ + shown(name), suggestion(name, names));
  }
}

const Json* Fields::find(const std::string& name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void Fields::fail_field(const std::string& name, const std::string& expected) const {
  fail_input("{}{}: got {}, expected {}", prefix_, name, shown(*find(name)), expected);
}

void Fields::fail_choice(const std::string& name, const std::vector<std::string>& valid) const {
  fail_field(name, fmt::format("one of {}", fmt::join(valid, ", ")));
}

bool Fields::has(const std::string& name) const {
  return find(name) != nullptr;
}

std::optional<std::string> Fields::text(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail_field(name, "a string");
  return value->get<std::string>();
}

std::optional<Texts> Fields::texts(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return Texts{{value->get<std::string>()}, false};
  const auto is_text = [](const Json& item) { return item.is_string(); };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_text)) {
    fail_field(name, "a string or an array of strings");
  }
  return Texts{value->get<std::vector<std::string>>(), true};
}

bool Fields::flag(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return false;
  if (is_form_ && (*value == "true" || *value == "false")) return *value == "true";
  if (!value->is_boolean()) fail_field(name, "true or false");
  return value->get<bool>();
}

Json Fields::number_in(const std::string& name, const Json& value) const {
  if (!is_form_ || !value.is_string()) return value;
  const auto& text = value.get_ref<const std::string&>();
  const Json parsed = Json::parse(text, nullptr, false);
  if (!parsed.is_number()) fail_field(name, "a number");
  return parsed;
}

std::optional<int64_t> Fields::integer(const std::string& name, const Range& range) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const Json number = number_in(name, *value);
  if (!number.is_number_integer() || !holds(range, number.get<double>())) {
    fail_field(name, described(range, "an integer"));
  }
  return number.get<int64_t>();
}

std::optional<double> Fields::number(const std::string& name, const Range& range) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const Json number = number_in(name, *value);
  if (!number.is_number() || !holds(range, number.get<double>())) {
    fail_field(name, described(range, "a number"));
  }
  return number.get<double>();
}

std::optional<Fields> Fields::object(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) fail_field(name, "an object");
  return Fields(*value, is_form_, prefix_ + name + ".");
}

std::vector<std::pair<std::string, std::string>> Fields::pairs(const std::string& name) const {
  std::vector<std::pair<std::string, std::string>> pairs;
  const Json* value = find(name);
  if (value == nullptr) return pairs;
  if (!value->is_object()) fail_field(name, "an object of strings");
  for (const auto& [key, item] : value->items()) {
    if (!item.is_string()) fail_field(name, "an object of strings");
    pairs.emplace_back(key, item.get<std::string>());
  }
  return pairs;
}

}  // namespace dragoman
