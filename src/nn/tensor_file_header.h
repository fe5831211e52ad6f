#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <c10/core/ScalarType.h>

namespace dragoman {

/// The safetensors header: JSON that says what the bytes after it mean.

/// One tensor: its elements are the bytes [begin, end), counted from the end of the header.
struct TensorEntry {
  std::string name;
  c10::ScalarType dtype;
  std::vector<int64_t> shape;
  uint64_t begin;
  uint64_t end;
};

struct TensorFileHeader {
  std::vector<TensorEntry> entries;  // in the order of their bytes, without holes
  std::map<std::string, std::string> metadata;
};

struct NamedDtype {
  c10::ScalarType dtype;
  std::string_view name;
};

/// In the order in which the format's reference implementation writes tensors: descending size, so
/// that each one is aligned to its elements.
inline constexpr std::array<NamedDtype, 10> named_dtypes = {{{c10::kLong, "I64"},
                                                             {c10::kDouble, "F64"},
                                                             {c10::kFloat, "F32"},
                                                             {c10::kInt, "I32"},
                                                             {c10::kBFloat16, "BF16"},
                                                             {c10::kHalf, "F16"},
                                                             {c10::kShort, "I16"},
                                                             {c10::kChar, "I8"},
                                                             {c10::kByte, "U8"},
                                                             {c10::kBool, "BOOL"}}};

/// For messages: the dtypes' names.
std::string known_dtypes();

/// For one-line messages: `name` quoted, escaped and not too long.
std::string in_quotes(const std::string& name);

/// The format's own limit, in bytes.
inline constexpr uint64_t max_header_size = 100'000'000;

/// A header that Dragoman wrote starts with this, eight hexadecimal digits and a quote, so that the
/// digits have a fixed place and no search can find the wrong ones.
inline constexpr std::string_view checksum_prefix = R"({"__metadata__":{"checksum":"crc32:)";
inline constexpr std::string_view checksum_zeros = "00000000";
inline constexpr std::string_view format_version = "1";

/// The JSON text, padded with spaces to a multiple of 8 bytes; the checksum's digits are zeros.
/// @throws Error when a string is not UTF-8, a metadata key is reserved, or the text is too long.
std::string format_header(const TensorFileHeader& header);

/// Checks everything that the text itself can tell; `file` is for the messages.
/// @throws InputError
TensorFileHeader parse_header(const std::string& text, const std::string& file);

}  // namespace dragoman
