#include "dragoman/nn/tensor_file.h"

#include <algorithm>
#include <array>
#include <bit>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "nn/tensor_file_checksum.h"
#include "nn/tensor_file_layout.h"
#include "nn/tensor_file_reader.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "tensors and the header's size are little-endian in the file");

std::string checksum(const std::string& header, const std::vector<torch::Tensor>& tensors) {
  TensorFileChecksum sum(header);
  for (const torch::Tensor& tensor : tensors) {
    sum.add(checksum_of(tensor.data_ptr(), tensor.nbytes()), tensor.nbytes());
  }
  return sum.digits();
}

}  // namespace

void write_tensor_file(const fs::path& path, const TensorFile& contents) {
  TensorFileHeader header = {lay_out(contents.tensors), contents.metadata};
  std::vector<torch::Tensor> tensors;
  for (const TensorEntry& entry : header.entries) {
    tensors.push_back(contents.tensors.at(entry.name).detach().to(torch::kCPU).contiguous());
  }
  std::string text = format_header(header);
  text.replace(checksum_prefix.size(), checksum_zeros.size(), checksum(text, tensors));
  const auto size = std::bit_cast<std::array<char, 8>>(uint64_t{text.size()});
  write_atomically(path, [&](std::ostream& out) {
    out.write(size.data(), size.size());
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const torch::Tensor& tensor : tensors) {
      out.write(static_cast<const char*>(tensor.data_ptr()),
                static_cast<std::streamsize>(tensor.nbytes()));
    }
  });
}

TensorFile read_tensor_file(const fs::path& path) {
  TensorFileReader reader(path);
  TensorFile contents = reader.shapes();
  for (const TensorEntry& entry : reader.entries()) {
    contents.tensors.at(entry.name) = reader.read(entry);
  }
  reader.finish();
  return contents;
}

TensorFile read_tensor_file_header(const fs::path& path) {
  return TensorFileReader(path).shapes();
}

torch::Tensor bytes_to_tensor(std::string_view bytes) {
  torch::Tensor tensor = torch::empty({static_cast<int64_t>(bytes.size())}, torch::kUInt8);
  std::copy(bytes.begin(), bytes.end(), tensor.data_ptr<uint8_t>());
  return tensor;
}

std::string tensor_to_bytes(const torch::Tensor& tensor) {
  if (!tensor.defined() || tensor.scalar_type() != torch::kUInt8 || tensor.dim() != 1) {
    fail("bytes stand in a tensor of U8 [size], got {} with {} dimensions",
         tensor.defined() ? tensor.toString() : "an undefined one",
         tensor.defined() ? tensor.dim() : 0);
  }
  const torch::Tensor bytes = tensor.to(torch::kCPU).contiguous();
  return {static_cast<const char*>(bytes.data_ptr()), static_cast<size_t>(bytes.numel())};
}

}  // namespace dragoman
