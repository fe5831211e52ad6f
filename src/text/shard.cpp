#include "text/shard.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <sstream>
#include <type_traits>

#include <zlib.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian");
static_assert(std::is_trivially_copyable_v<ShardHeader> && sizeof(ShardHeader) % 8 == 0);

/// What follows the header.
struct Body {
  std::vector<int64_t> id_offsets = {0}, text_offsets;
  std::vector<int32_t> ids;
  std::string text, warnings;

  template <class Take>
  void for_each(const Take& take) const {
    const auto bytes = [&](const auto& numbers) {
      take(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(numbers[0]));
    };
    bytes(id_offsets);
    bytes(text_offsets);
    bytes(ids);
    bytes(text);
    bytes(warnings);
  }
};

Body body_of(const ShardContents& contents) {
  Body body;
  const auto add_ids = [&](const std::vector<int32_t>& ids) {
    body.ids.insert(body.ids.end(), ids.begin(), ids.end());
    body.id_offsets.push_back(static_cast<int64_t>(body.ids.size()));
  };
  const auto add_text = [&](const std::string& line) {
    body.text += line;
    body.text_offsets.push_back(static_cast<int64_t>(body.text.size()));
  };
  for (const EncodedPair& pair : contents.pairs) {
    add_ids(pair.source);
    add_ids(pair.target);
  }
  if (contents.text.size() > 0) body.text_offsets.push_back(0);
  for (size_t row = 0; row < contents.text.size(); ++row) {
    add_text(contents.text.source[row]);
    add_text(contents.text.target[row]);
  }
  for (const std::string& warning : contents.report.warnings) body.warnings += warning + '\n';
  return body;
}

uint64_t checksum_of(const void* bytes, size_t size, uint64_t before = 0) {
  if (size == 0) return before;
  return crc32_z(static_cast<uLong>(before), static_cast<const Bytef*>(bytes), size);
}

ShardHeader header_of(const ShardContents& contents, const Body& body) {
  ShardHeader header;
  header.pairs = static_cast<int64_t>(contents.pairs.size());
  header.ids = static_cast<int64_t>(body.ids.size());
  header.has_text = body.text_offsets.empty() ? 0 : 1;
  header.text_bytes = static_cast<int64_t>(body.text.size());
  header.warnings_bytes = static_cast<int64_t>(body.warnings.size());
  header.first_invalid = contents.report.first_invalid;
  std::transform(corpus_counts.begin(), corpus_counts.end(), header.counts.begin(),
                 [&](auto count) { return contents.report.*count; });
  std::copy_n(contents.settings.begin(), header.settings.size(), header.settings.begin());
  std::copy_n(contents.input.begin(), header.input.size(), header.input.begin());
  body.for_each([&](const char* bytes, size_t size) {
    header.checksum = checksum_of(bytes, size, header.checksum);
  });
  return header;
}

/// Of what follows the header; nothing that a file could have where a number is out of range.
double body_size(const ShardHeader& header) {
  constexpr double most = 1e15;
  for (const int64_t count : {header.pairs, header.ids, header.text_bytes, header.warnings_bytes}) {
    if (count < 0 || static_cast<double>(count) > most) return -1;
  }
  const double tables = header.has_text != 0 ? 2 : 1;
  return tables * 8 * (2 * static_cast<double>(header.pairs) + 1) +
         4 * static_cast<double>(header.ids) + static_cast<double>(header.text_bytes) +
         static_cast<double>(header.warnings_bytes);
}

}  // namespace

void write_shard(const std::filesystem::path& path, const ShardContents& contents) {
  const Body body = body_of(contents);
  const ShardHeader header = header_of(contents, body);
  write_atomically(path, [&](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(&header), sizeof(header));
    body.for_each([&](const char* bytes, size_t size) {
      out.write(bytes, static_cast<std::streamsize>(size));
    });
  });
}

Shard::Shard(const std::filesystem::path& path) : path_(path), file_(path) {
  const std::span<const std::byte> bytes = file_.bytes();
  if (bytes.size() < sizeof(header_)) refuse();
  std::memcpy(&header_, bytes.data(), sizeof(header_));
  if (header_.magic != ShardHeader::right_magic || header_.version != ShardHeader::right_version ||
      body_size(header_) != static_cast<double>(body().size())) {
    refuse();
  }
  const size_t offsets = 2 * size() + 1;
  id_offsets_ = reinterpret_cast<const int64_t*>(body().data());
  if (has_text()) text_offsets_ = id_offsets_ + offsets;
  ids_ = reinterpret_cast<const int32_t*>(id_offsets_ + (has_text() ? 2 : 1) * offsets);
  text_ = reinterpret_cast<const char*>(ids_ + header_.ids);
  warnings_ = text_ + header_.text_bytes;
}

void Shard::refuse() const {
  fail_input("{}: damaged, or of another version: prepare the corpus again (dragoman prepare)",
             path_.string());
}

std::span<const std::byte> Shard::body() const {
  return file_.bytes().subspan(sizeof(header_));
}

CorpusReport Shard::report() const {
  CorpusReport report;
  for (size_t i = 0; i < corpus_counts.size(); ++i) report.*corpus_counts[i] = header_.counts[i];
  report.first_invalid = header_.first_invalid;
  std::istringstream warnings(std::string(warnings_, static_cast<size_t>(header_.warnings_bytes)));
  for (std::string line; std::getline(warnings, line);) report.warnings.push_back(line);
  return report;
}

std::vector<int32_t> Shard::ids(std::size_t side) const {
  const int64_t begin = id_offsets_[side], end = id_offsets_[side + 1];
  if (begin < 0 || begin > end || end > header_.ids) refuse();
  return {ids_ + begin, ids_ + end};
}

std::string_view Shard::text(std::size_t side) const {
  const int64_t begin = text_offsets_[side], end = text_offsets_[side + 1];
  if (begin < 0 || begin > end || end > header_.text_bytes) refuse();
  return {text_ + begin, text_ + end};
}

EncodedPair Shard::pair(std::size_t row) const {
  return {ids(2 * row), ids(2 * row + 1)};
}

bool Shard::is_whole() const {
  return checksum_of(body().data(), body().size()) == header_.checksum;
}

}  // namespace dragoman
