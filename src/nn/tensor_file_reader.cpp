#include "nn/tensor_file_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "dragoman/base/error.h"
#include "nn/tensor_file_checksum.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

using SizeBytes = std::array<char, 8>;

constexpr uint64_t read_together = 1 << 20;

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
  if (size == 0) return;
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

}  // namespace

TensorFileReader::TensorFileReader(const fs::path& path) : file_(path.string()) {
  const uint64_t file_size = checked_file_size(path);
  in_.open(path, std::ios::binary);
  if (!in_) fail_input("{}: cannot open it: {}", file_, std::strerror(errno));
  text_ = read_header(in_, file_size, file_);
  header_ = parse_header(text_, file_);
  checksums_.resize(header_.entries.size());
  check_extent(header_.entries, file_size - sizeof(SizeBytes) - text_.size(), file_);
  check_version(header_.metadata, file_);
}

TensorFile TensorFileReader::shapes() const {
  TensorFile contents = {{}, header_.metadata};
  contents.metadata.erase("format_version");
  contents.metadata.erase("checksum");
  for (const TensorEntry& entry : header_.entries) {
    const auto options = torch::TensorOptions().dtype(entry.dtype).device(torch::kMeta);
    contents.tensors.emplace(entry.name, torch::empty(entry.shape, options));
  }
  return contents;
}

const TensorEntry* TensorFileReader::find(const std::string& name) const {
  const auto found = std::find_if(header_.entries.begin(), header_.entries.end(),
                                  [&](const TensorEntry& entry) { return entry.name == name; });
  return found == header_.entries.end() ? nullptr : &*found;
}

void TensorFileReader::go_to(const TensorEntry& entry) {
  in_.seekg(static_cast<std::streamoff>(sizeof(SizeBytes) + text_.size() + entry.begin));
}

torch::Tensor TensorFileReader::read(const TensorEntry& entry) {
  torch::Tensor tensor = torch::empty(entry.shape, torch::TensorOptions().dtype(entry.dtype));
  go_to(entry);
  read_bytes(in_, tensor.data_ptr(), tensor.nbytes(), file_);
  if (entry.dtype == torch::kBool) check_booleans(tensor, entry.name, file_);
  const uint32_t checksum = checksum_of(tensor.data_ptr(), tensor.nbytes());
  std::optional<uint32_t>& before =
      checksums_[static_cast<size_t>(&entry - header_.entries.data())];
  if (before.value_or(checksum) != checksum) {
    fail_input("{}: has changed while it was read: try again", file_);
  }
  before = checksum;
  return tensor;
}

torch::Tensor TensorFileReader::read(const std::string& name) {
  const TensorEntry* entry = find(name);
  if (entry == nullptr) fail_input("{}: tensor '{}' is missing", file_, name);
  return read(*entry);
}

void TensorFileReader::add(const TensorEntry& entry, TensorFileChecksum& sum) {
  std::vector<char> bytes(std::min<uint64_t>(entry.end - entry.begin, read_together));
  go_to(entry);
  for (uint64_t left = entry.end - entry.begin; left > 0;) {
    const uint64_t count = std::min<uint64_t>(left, bytes.size());
    read_bytes(in_, bytes.data(), count, file_);
    sum.add(checksum_of(bytes.data(), count), count);
    left -= count;
  }
}

void TensorFileReader::finish() {
  if (!has_checksum(text_, header_.metadata)) return;
  if (!text_.starts_with(checksum_prefix)) {
    fail_input("{}: damaged: header does not start with its checksum: copy it again", file_);
  }
  TensorFileChecksum sum(text_);
  for (size_t i = 0; i < checksums_.size(); ++i) {
    const TensorEntry& entry = header_.entries[i];
    if (checksums_[i]) {
      sum.add(*checksums_[i], entry.end - entry.begin);
    } else {
      add(entry, sum);
    }
  }
  const auto written = header_.metadata.find("checksum");
  const std::string promised = written == header_.metadata.end() ? "" : written->second;
  const std::string found = "crc32:" + sum.digits();
  if (promised != found) {
    fail_input("{}: damaged: its checksum is {}, expected {}: copy it again", file_, found,
               in_quotes(promised));
  }
}

}  // namespace dragoman
