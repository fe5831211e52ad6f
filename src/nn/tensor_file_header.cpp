#include "nn/tensor_file_header.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

using Json = nlohmann::ordered_json;

std::string_view dtype_name(c10::ScalarType dtype) {
  return std::find_if(named_dtypes.begin(), named_dtypes.end(),
                      [&](const NamedDtype& named) { return named.dtype == dtype; })
      ->name;
}

Json metadata_json(const std::map<std::string, std::string>& metadata) {
  Json json;
  json["checksum"] = "crc32:" + std::string(checksum_zeros);
  json["format_version"] = format_version;
  for (const auto& [key, value] : metadata) {
    if (key == "checksum" || key == "format_version") {
      fail("metadata \"{}\" belongs to the file itself: take another key", key);
    }
    json[key] = value;
  }
  return json;
}

}  // namespace

std::string known_dtypes() {
  std::string names;
  for (const NamedDtype& named : named_dtypes) {
    names += (names.empty() ? "" : " ") + std::string(named.name);
  }
  return names;
}

std::string in_quotes(const std::string& name) {
  constexpr size_t longest = 80;
  std::string text = Json(name).dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > longest) text.replace(longest, std::string::npos, "...\"");
  return text;
}

std::string format_header(const TensorFileHeader& header) {
  Json json;
  json["__metadata__"] = metadata_json(header.metadata);
  for (const TensorEntry& entry : header.entries) {
    json[entry.name] = {{"dtype", dtype_name(entry.dtype)},
                        {"shape", entry.shape},
                        {"data_offsets", {entry.begin, entry.end}}};
  }
  std::string text;
  try {
    text = json.dump();
  } catch (const Json::exception&) {
    fail("a tensor's name or a metadata string is not UTF-8, the format takes nothing else");
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  if (text.size() > max_header_size) {
    fail("names and metadata need a header of {} bytes, the format's limit is {}", text.size(),
         max_header_size);
  }
  return text;
}

}  // namespace dragoman
