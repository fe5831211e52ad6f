#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <torch/types.h>

#include "dragoman/nn/tensor_file.h"
#include "nn/tensor_file_checksum.h"
#include "nn/tensor_file_header.h"

namespace dragoman {

/// A tensor file whose tensors are read one at a time, so that no more of them than are wanted are
/// in memory.
/// @throws InputError, one line, from each function, as `read_tensor_file`
class TensorFileReader {
 public:
  /// Reads and checks the header.
  explicit TensorFileReader(const std::filesystem::path& path);

  const std::vector<TensorEntry>& entries() const { return header_.entries; }

  /// Metadata without what belongs to the file itself, and tensors without memory (device "meta").
  TensorFile shapes() const;

  bool has(const std::string& name) const { return find(name) != nullptr; }

  /// The numbers of an entry. That they are what was written only `finish` knows.
  torch::Tensor read(const TensorEntry& entry);
  torch::Tensor read(const std::string& name);

  /// Reads what has not been read, and checks the checksum where the file has one.
  void finish();

 private:
  const TensorEntry* find(const std::string& name) const;
  void go_to(const TensorEntry& entry);
  void add(const TensorEntry& entry, TensorFileChecksum& sum);

  std::string file_;  // for messages
  std::ifstream in_;
  std::string text_;  // the header's
  TensorFileHeader header_;
  std::vector<std::optional<uint32_t>> checksums_;  // of the entries that have been read
};

}  // namespace dragoman
