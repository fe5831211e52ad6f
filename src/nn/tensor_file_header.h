#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <torch/types.h>

namespace dragoman {

/// The safetensors header: JSON that says what the bytes after it mean.

/// One tensor: its elements are the bytes [begin, end), counted from the end of the header.
struct TensorEntry {
  std::string name;
  torch::ScalarType dtype;
  std::vector<int64_t> shape;
  uint64_t begin;
  uint64_t end;
};

struct TensorFileHeader {
  std::vector<TensorEntry> entries;  // in the order of their bytes, without holes
  std::map<std::string, std::string> metadata;
};

struct NamedDtype {
  torch::ScalarType dtype;
  std::string_view name;
};

/// In the order in which the format's reference implementation writes tensors: descending size, so
/// that each one is aligned to its elements.
inline constexpr std::array<NamedDtype, 10> named_dtypes = {{{torch::kInt64, "I64"},
                                                             {torch::kFloat64, "F64"},
                                                             {torch::kFloat32, "F32"},
                                                             {torch::kInt32, "I32"},
                                                             {torch::kBFloat16, "BF16"},
                                                             {torch::kFloat16, "F16"},
                                                             {torch::kInt16, "I16"},
                                                             {torch::kInt8, "I8"},
                                                             {torch::kUInt8, "U8"},
                                                             {torch::kBool, "BOOL"}}};

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

/// Entries without holes for `tensors`, in the format's order (descending alignment, then name).
/// @throws Error when a dtype or a name is not allowed.
std::vector<TensorEntry> lay_out(const std::map<std::string, torch::Tensor>& tensors);

/// The JSON text, padded with spaces to a multiple of 8 bytes; the checksum's digits are zeros.
/// @throws Error when a string is not UTF-8, a metadata key is reserved, or the text is too long.
std::string format_header(const TensorFileHeader& header);

/// Checks everything that the text itself can tell; `file` is for the messages.
/// @throws InputError
TensorFileHeader parse_header(const std::string& text, const std::string& file);

}  // namespace dragoman
