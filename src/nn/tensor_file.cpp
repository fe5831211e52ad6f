#include "dragoman/nn/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <zlib.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "nn/tensor_file_layout.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "tensors and the header's size are little-endian in the file");

using SizeBytes = std::array<char, 8>;

uLong update(uLong crc, const void* bytes, size_t size) {
  // zlib takes a null pointer, which an empty tensor may have, for a new start.
  return size == 0 ? crc : crc32_z(crc, static_cast<const Bytef*>(bytes), size);
}

/// CRC-32 of the whole file in hexadecimal, the checksum's own digits read as zeros. `tensors` are
/// contiguous and in the order of the file.
std::string checksum(std::string header, const std::vector<torch::Tensor>& tensors) {
  header.replace(checksum_prefix.size(), checksum_zeros.size(), checksum_zeros);
  const auto size = std::bit_cast<SizeBytes>(uint64_t{header.size()});
  uLong crc = update(0, size.data(), size.size());
  crc = update(crc, header.data(), header.size());
  for (const torch::Tensor& tensor : tensors) crc = update(crc, tensor.data_ptr(), tensor.nbytes());
  return fmt::format("{:08x}", crc);
}

uint64_t checked_file_size(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    fail_input("{}: no such file: check the path", path.string());
  }
  if (error) fail_input("{}: cannot read it: {}", path.string(), error.message());
  if (!fs::is_regular_file(status)) {
    fail_input("{}: is {}, expected a safetensors file: give the path of one", path.string(),
               fs::is_directory(status) ? "a directory" : "not a regular file");
  }
  const uint64_t size = fs::file_size(path, error);
  if (error) fail_input("{}: cannot read it: {}", path.string(), error.message());
  if (size < sizeof(SizeBytes) + 2) {
    fail_input("{}: {} bytes long, a safetensors file has at least 10: copy it again",
               path.string(), size);
  }
  return size;
}

void read_bytes(std::ifstream& in, void* target, uint64_t size, const std::string& file) {
  in.read(static_cast<char*>(target), static_cast<std::streamsize>(size));
  if (!in) {
    fail_input("{}: cannot be read to its end: {}: try again", file,
               in.eof() ? "it has become shorter" : std::strerror(errno));
  }
}

std::string read_header(std::ifstream& in, uint64_t file_size, const std::string& file) {
  SizeBytes bytes;
  read_bytes(in, bytes.data(), bytes.size(), file);
  const auto size = std::bit_cast<uint64_t>(bytes);
  if (size > max_header_size) {
    fail_input("{} is not a model file: give a best.safetensors", file);
  }
  if (size > file_size - bytes.size()) {
    fail_input("{}: truncated: a header of {} bytes is promised, the file has {}: copy it again",
               file, size, file_size - bytes.size());
  }
  std::string header(size, '\0');
  read_bytes(in, header.data(), size, file);
  return header;
}

void check_extent(const std::vector<TensorEntry>& entries, uint64_t got, const std::string& file) {
  const uint64_t expected = entries.empty() ? 0 : entries.back().end;
  if (got == expected) return;
  fail_input("{}: {}: header promises {} bytes of tensors, the file has {}: copy it again", file,
             got < expected ? "truncated" : "bytes after the last tensor", expected, got);
}

void check_booleans(const torch::Tensor& tensor, const std::string& name, const std::string& file) {
  // Any other byte in a bool is undefined behaviour.
  const auto* bytes = static_cast<const uint8_t*>(tensor.data_ptr());
  if (std::any_of(bytes, bytes + tensor.numel(), [](uint8_t byte) { return byte > 1; })) {
    fail_input("{}: tensor {} is BOOL with bytes other than 0 and 1: copy it again", file,
               in_quotes(name));
  }
}

std::vector<torch::Tensor> read_tensors(std::ifstream& in, const std::vector<TensorEntry>& entries,
                                        const std::string& file) {
  std::vector<torch::Tensor> tensors;
  for (const TensorEntry& entry : entries) {
    torch::Tensor tensor = torch::empty(entry.shape, torch::TensorOptions().dtype(entry.dtype));
    if (entry.end > entry.begin) {
      read_bytes(in, tensor.data_ptr(), entry.end - entry.begin, file);
    }
    if (entry.dtype == torch::kBool) check_booleans(tensor, entry.name, file);
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

/// Fails where the file is of a version that this program does not know.
void check_version(const std::map<std::string, std::string>& metadata, const std::string& file) {
  const auto version = metadata.find("format_version");
  if (version != metadata.end() && version->second != format_version) {
    fail_input("{}: has format version {}, this Dragoman reads {}: use a newer one", file,
               in_quotes(version->second), format_version);
  }
}

/// A flipped bit may hide one of these two marks, not both.
bool has_checksum(const std::string& header, const std::map<std::string, std::string>& metadata) {
  return header.starts_with(checksum_prefix) || metadata.contains("format_version");
}

void check_checksum(const std::map<std::string, std::string>& metadata, const std::string& header,
                    const std::vector<torch::Tensor>& tensors, const std::string& file) {
  if (!header.starts_with(checksum_prefix)) {
    fail_input("{}: damaged: header does not start with its checksum: copy it again", file);
  }
  const auto written = metadata.find("checksum");
  const std::string promised = written == metadata.end() ? "" : written->second;
  const std::string found = "crc32:" + checksum(header, tensors);
  if (promised != found) {
    fail_input("{}: damaged: its checksum is {}, expected {}: copy it again", file, found,
               in_quotes(promised));
  }
}

/// A file, open behind its header.
struct OpenFile {
  std::ifstream in;
  std::string text;  // the header's
  TensorFileHeader header;
};

OpenFile open_tensor_file(const fs::path& path) {
  const std::string file = path.string();
  const uint64_t file_size = checked_file_size(path);
  OpenFile opened{std::ifstream(path, std::ios::binary), {}, {}};
  if (!opened.in) fail_input("{}: cannot open it: {}", file, std::strerror(errno));
  opened.text = read_header(opened.in, file_size, file);
  opened.header = parse_header(opened.text, file);
  check_extent(opened.header.entries, file_size - sizeof(SizeBytes) - opened.text.size(), file);
  check_version(opened.header.metadata, file);
  return opened;
}

/// The contents without what belongs to the file itself.
TensorFile contents_of(TensorFileHeader header, const std::vector<torch::Tensor>& tensors) {
  TensorFile contents = {{}, std::move(header.metadata)};
  contents.metadata.erase("format_version");
  contents.metadata.erase("checksum");
  for (size_t i = 0; i < tensors.size(); ++i) {
    contents.tensors.emplace(header.entries[i].name, tensors[i]);
  }
  return contents;
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
  const auto size = std::bit_cast<SizeBytes>(uint64_t{text.size()});
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
  OpenFile opened = open_tensor_file(path);
  const std::string file = path.string();
  const auto tensors = read_tensors(opened.in, opened.header.entries, file);
  if (has_checksum(opened.text, opened.header.metadata)) {
    check_checksum(opened.header.metadata, opened.text, tensors, file);
  }
  return contents_of(std::move(opened.header), tensors);
}

TensorFile read_tensor_file_header(const fs::path& path) {
  OpenFile opened = open_tensor_file(path);
  std::vector<torch::Tensor> shapes;
  for (const TensorEntry& entry : opened.header.entries) {
    shapes.push_back(
        torch::empty(entry.shape, torch::TensorOptions().dtype(entry.dtype).device(torch::kMeta)));
  }
  return contents_of(std::move(opened.header), shapes);
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
