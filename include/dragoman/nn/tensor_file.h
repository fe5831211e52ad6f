#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <torch/types.h>

namespace dragoman {

/// The contents of a file in the safetensors format: named tensors and named strings.
struct TensorFile {
  /// Dtypes F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL; any shape, also 0-d and empty. Names are
  /// UTF-8, "__metadata__" is not allowed. Reading gives contiguous CPU tensors.
  std::map<std::string, torch::Tensor> tensors;
  /// UTF-8. The keys "checksum" and "format_version" belong to the file itself: writing adds them,
  /// reading takes them away.
  std::map<std::string, std::string> metadata;
};

/// Writes `contents` to `path`, atomically (base/atomic_file.h), with a checksum of the whole file.
/// Tensors on another device or with strides are copied first.
/// @throws Error when a tensor's dtype or layout, a name or a string does not fit the format, or
/// the disk refuses.
void write_tensor_file(const std::filesystem::path& path, const TensorFile& contents);

/// Reads a file that `write_tensor_file` or another safetensors program wrote. Everything is
/// checked before it is returned: sizes, header, shapes, offsets and, where the file has one, the
/// checksum; a file that Dragoman wrote must have it. Memory stays within a small multiple of the
/// file's size.
/// @throws InputError, one line: the file, what is wrong, what was expected, what to do.
TensorFile read_tensor_file(const std::filesystem::path& path);

/// The same without the numbers: tensors have dtype and shape but no memory (device "meta"). Of
/// the file only the header is read and checked, so that damage behind it stays unseen.
/// @throws InputError as `read_tensor_file`
TensorFile read_tensor_file_header(const std::filesystem::path& path);

/// The bytes as a tensor, U8 [size]: how a file carries another file, such as a SentencePiece
/// model.
torch::Tensor bytes_to_tensor(std::string_view bytes);

/// The inverse of `bytes_to_tensor`.
/// @throws Error when `tensor` is not U8 [size].
std::string tensor_to_bytes(const torch::Tensor& tensor);

}  // namespace dragoman
