#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"
#include "nn/tensor_file_header.h"

namespace dragoman {
namespace {

template <typename... Arguments>
[[noreturn]] void fail_damaged(const std::string& file, fmt::format_string<Arguments...> message,
                               Arguments&&... arguments) {
  fail_input("{}: {}; the file is damaged or of another format: copy it again", file,
             fmt::format(message, std::forward<Arguments>(arguments)...));
}

/// Bytes of a tensor, or nothing where the sizes overflow. A size of 0 does not hide the others:
/// strides are their products.
std::optional<uint64_t> byte_size(c10::ScalarType dtype, const std::vector<int64_t>& shape) {
  int64_t bytes = static_cast<int64_t>(c10::elementSize(dtype));
  bool empty = false;
  for (const int64_t size : shape) {
    empty = empty || size == 0;
    if (__builtin_mul_overflow(bytes, std::max<int64_t>(size, 1), &bytes)) return std::nullopt;
  }
  return empty ? 0 : static_cast<uint64_t>(bytes);
}

/// Refuses, while the JSON is being read, what the parser would accept: a key given twice (it keeps
/// the last), and nesting or lists so large that they cost far more memory than the file.
class ParseGuard {
 public:
  explicit ParseGuard(const std::string& file) : file_(file) {}

  bool operator()(int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
    if (++items_ > max_items) fail_damaged(file_, "header has over {} items", max_items);
    switch (event) {
      case nlohmann::json::parse_event_t::object_start:
      case nlohmann::json::parse_event_t::array_start:
        if (depth >= max_depth) fail_damaged(file_, "header is nested over {} deep", max_depth);
        keys_.emplace_back();
        break;
      case nlohmann::json::parse_event_t::object_end:
      case nlohmann::json::parse_event_t::array_end:
        keys_.pop_back();
        break;
      case nlohmann::json::parse_event_t::key:
        check_new(parsed.get<std::string>());
        break;
      case nlohmann::json::parse_event_t::value:
        break;
    }
    return true;
  }

 private:
  static constexpr int max_depth = 3;
  static constexpr int max_items = 1'000'000;

  void check_new(const std::string& key) {
    if (keys_.back().insert(key).second) return;
    fail_damaged(file_, "header has the key {} twice, expected once", in_quotes(key));
  }

  std::string file_;
  std::vector<std::set<std::string>> keys_;  // of each object that is open
  int items_ = 0;
};

nlohmann::json parse_json(const std::string& text, const std::string& file) {
  if (!text.starts_with('{')) fail_damaged(file, "header does not start with '{{'");
  // The parser takes a zero byte for the end of the text.
  const size_t zero = text.find('\0');
  if (zero != std::string::npos) fail_damaged(file, "header has a zero byte at {}", zero);
  ParseGuard guard(file);
  try {
    return nlohmann::json::parse(text, std::ref(guard));
  } catch (const nlohmann::json::parse_error& error) {
    fail_damaged(file, "header is not valid JSON at its byte {}", error.byte);
  } catch (const nlohmann::json::exception&) {
    fail_damaged(file, "header has a number that is out of range");
  }
}

std::map<std::string, std::string> parse_metadata(const nlohmann::json& object,
                                                  const std::string& file) {
  if (!object.is_object()) {
    fail_damaged(file, "\"__metadata__\" is a JSON {}, expected an object", object.type_name());
  }
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) {
      fail_damaged(file, "metadata {} is a JSON {}, expected a string", in_quotes(key),
                   value.type_name());
    }
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

c10::ScalarType parse_dtype(const nlohmann::json& value, const std::string& name,
                            const std::string& file) {
  const std::string got = value.is_string() ? value.get<std::string>() : value.type_name();
  const auto known = std::find_if(named_dtypes.begin(), named_dtypes.end(),
                                  [&](const NamedDtype& dtype) { return dtype.name == got; });
  if (value.is_string() && known != named_dtypes.end()) return known->dtype;
  fail_input("{}: tensor {} has dtype {}, expected one of {}; convert it first", file,
             in_quotes(name), in_quotes(got), known_dtypes());
}

std::vector<int64_t> parse_numbers(const nlohmann::json& list, const char* field,
                                   const std::string& name, const std::string& file) {
  const auto valid = [](const nlohmann::json& number) {
    return number.is_number_unsigned() && number.get<uint64_t>() <= INT64_MAX;
  };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), valid)) {
    fail_damaged(file, "tensor {} has a bad \"{}\", expected a list of whole numbers from 0",
                 in_quotes(name), field);
  }
  return list.get<std::vector<int64_t>>();
}

TensorEntry parse_entry(const std::string& name, const nlohmann::json& object,
                        const std::string& file) {
  if (!object.is_object() || object.size() != 3 || !object.contains("dtype") ||
      !object.contains("shape") || !object.contains("data_offsets")) {
    fail_damaged(file, "tensor {} needs exactly \"dtype\", \"shape\" and \"data_offsets\"",
                 in_quotes(name));
  }
  const c10::ScalarType dtype = parse_dtype(object["dtype"], name, file);
  const auto shape = parse_numbers(object["shape"], "shape", name, file);
  const auto offsets = parse_numbers(object["data_offsets"], "data_offsets", name, file);
  if (offsets.size() != 2 || offsets[0] > offsets[1]) {
    fail_damaged(file, "tensor {} needs two ascending \"data_offsets\"", in_quotes(name));
  }
  const auto begin = static_cast<uint64_t>(offsets[0]);
  const auto end = static_cast<uint64_t>(offsets[1]);
  const std::optional<uint64_t> expected = byte_size(dtype, shape);
  if (!expected) fail_damaged(file, "the shape of tensor {} overflows", in_quotes(name));
  if (end - begin != *expected) {
    fail_damaged(file, "tensor {} has {} bytes, its shape and dtype need {}", in_quotes(name),
                 end - begin, *expected);
  }
  return {name, dtype, shape, begin, end};
}

void check_no_holes(const std::vector<TensorEntry>& entries, const std::string& file) {
  uint64_t expected = 0;
  for (const TensorEntry& entry : entries) {
    if (entry.begin != expected) {
      fail_damaged(file, "tensor {} starts at byte {}, expected {}: tensors {}",
                   in_quotes(entry.name), entry.begin, expected,
                   entry.begin < expected ? "overlap" : "leave a hole");
    }
    expected = entry.end;
  }
}

}  // namespace

TensorFileHeader parse_header(const std::string& text, const std::string& file) {
  TensorFileHeader header;
  const nlohmann::json json = parse_json(text, file);
  for (const auto& [name, value] : json.items()) {
    if (name == "__metadata__") {
      header.metadata = parse_metadata(value, file);
    } else {
      header.entries.push_back(parse_entry(name, value, file));
    }
  }
  // Empty tensors share their offset with the next one, so the end takes part.
  std::sort(header.entries.begin(), header.entries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  check_no_holes(header.entries, file);
  return header;
}

}  // namespace dragoman
