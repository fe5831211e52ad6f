#include "dragoman/training/taught_words.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <span>
#include <vector>

#include <torch/utils.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

static_assert(std::endian::native == std::endian::little, "taught words are little-endian");

using Magic = std::array<char, 8>;
constexpr Magic right_magic = {'D', 'R', 'A', 'G', 'W', 'O', 'R', 'D'};
constexpr int64_t right_version = 1;

struct Header {
  Magic magic = right_magic;
  int64_t version = right_version;
};

struct Footer {
  int64_t count = 0, positions = 0, pairs = 0;
  int64_t source_bytes = 0, target_bytes = 0;
  uint64_t checksum = 0;  // of all before it
  Magic magic = right_magic;
};

/// A position's ids, then its probabilities.
int64_t bytes_of_position(int64_t count) {
  return count * static_cast<int64_t>(sizeof(int32_t) + sizeof(float));
}

/// Whether a file of so many bytes can be what the footer says.
bool fits(const Footer& footer, size_t bytes) {
  constexpr double most = 1e15;
  double size = sizeof(Header) + sizeof(Footer);
  const auto add = [&](int64_t count, double of_each) {
    size += count < 0 ? most : static_cast<double>(count) * of_each;
  };
  add(footer.positions, 8 * static_cast<double>(footer.count));
  add(footer.pairs, 2 * sizeof(int64_t));
  add(footer.source_bytes, 1);
  add(footer.target_bytes, 1);
  return footer.count > 0 && size == static_cast<double>(bytes);
}

/// A batch's pairs, one after the other: their keys, and how many target positions each has.
struct Keys {
  std::vector<uint64_t> keys;
  std::vector<int64_t> lengths;
};

uint64_t key_of(const int64_t* source, int64_t source_length, const std::vector<int64_t>& target) {
  Fingerprint print;
  const auto add = [&](const int64_t* ids, size_t size) {
    print.add({reinterpret_cast<const char*>(ids), size * sizeof(int64_t)});
  };
  add(source, static_cast<size_t>(source_length));  // its end token parts it from the target
  add(target.data(), target.size());
  return print.value();
}

Keys keys_of(const Batch& batch) {
  const Tensor source = batch.source.cpu().contiguous(), output = batch.target_output.cpu();
  const Tensor lengths = batch.source_lengths.cpu(), counts = batch.target_mask.sum(0).cpu();
  Keys made;
  for (int64_t b = 0; b < source.size(0); ++b) {
    const int64_t count = counts[b].item<int64_t>();
    const Tensor ids = output.select(1, b).narrow(0, 0, count).contiguous();
    const auto* first = ids.data_ptr<int64_t>();
    made.keys.push_back(
        key_of(source[b].data_ptr<int64_t>(), lengths[b].item<int64_t>(), {first, first + count}));
    made.lengths.push_back(count);
  }
  return made;
}

[[noreturn]] void refuse(const std::filesystem::path& path) {
  fail_input("{}: damaged, or of another version: distill it again (dragoman distill)",
             path.string());
}

}  // namespace

TaughtWordsWriter::TaughtWordsWriter(std::ostream& out, VocabularyBytes vocabularies, int64_t count)
    : out_(out), vocabularies_(std::move(vocabularies)), count_(count) {
  const Header header;
  put(&header, sizeof(header));
}

void TaughtWordsWriter::put(const void* bytes, size_t size) {
  const auto* first = static_cast<const char*>(bytes);
  checksum_.add({first, size});
  out_.write(first, static_cast<std::streamsize>(size));
}

void TaughtWordsWriter::add(const Batch& batch, const LikelyWords& words) {
  TORCH_CHECK(words.words.size(2) == count_, "taught words: ", count_, " of each position, got ",
              words.words.sizes());
  const auto [keys, lengths] = keys_of(batch);
  // [B, T, K]: a pair's positions follow one another.
  const Tensor ids = words.words.transpose(0, 1).to(torch::kCPU, torch::kInt).contiguous();
  const Tensor shares =
      words.probabilities.transpose(0, 1).to(torch::kCPU, torch::kFloat).contiguous();
  for (size_t pair = 0; pair < keys.size(); ++pair) {
    if (!positions_of_.emplace(keys[pair], positions_).second) continue;
    const auto row = static_cast<int64_t>(pair);
    for (int64_t t = 0; t < lengths[pair]; ++t) {
      put(ids[row][t].data_ptr(), static_cast<size_t>(count_) * sizeof(int32_t));
      put(shares[row][t].data_ptr(), static_cast<size_t>(count_) * sizeof(float));
    }
    positions_ += lengths[pair];
  }
}

void TaughtWordsWriter::finish() {
  std::vector<std::pair<uint64_t, int64_t>> entries(positions_of_.begin(), positions_of_.end());
  std::sort(entries.begin(), entries.end());
  for (const auto& [key, position] : entries) {
    put(&key, sizeof(key));
    put(&position, sizeof(position));
  }
  put(vocabularies_.source.data(), vocabularies_.source.size());
  put(vocabularies_.target.data(), vocabularies_.target.size());
  Footer footer{count_, positions_, pairs()};
  footer.source_bytes = std::ssize(vocabularies_.source);
  footer.target_bytes = std::ssize(vocabularies_.target);
  footer.checksum = checksum_.value();
  out_.write(reinterpret_cast<const char*>(&footer), sizeof(footer));
}

bool TaughtWords::is_at(const std::filesystem::path& path) {
  Magic magic{};
  std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
  return magic == right_magic;
}

TaughtWords::TaughtWords(const std::filesystem::path& path) : path_(path), file_(path) {
  const std::span<const std::byte> bytes = file_.bytes();
  Header header;
  Footer footer;
  if (bytes.size() < sizeof(header) + sizeof(footer)) refuse(path);
  const size_t body = bytes.size() - sizeof(footer);
  std::memcpy(&header, bytes.data(), sizeof(header));
  std::memcpy(&footer, bytes.data() + body, sizeof(footer));
  Fingerprint checksum;
  checksum.add({reinterpret_cast<const char*>(bytes.data()), body});
  if (header.magic != right_magic || header.version != right_version ||
      footer.magic != right_magic || !fits(footer, bytes.size()) ||
      footer.checksum != checksum.value()) {
    refuse(path);
  }
  count_ = footer.count;
  positions_ = footer.positions;
  words_ = bytes.data() + sizeof(header);
  entries_ = reinterpret_cast<const Entry*>(words_ + footer.positions * bytes_of_position(count_));
  entries_end_ = entries_ + footer.pairs;
  source_bytes_ = footer.source_bytes;
  target_bytes_ = footer.target_bytes;
}

VocabularyBytes TaughtWords::vocabularies() const {
  const auto* source = reinterpret_cast<const char*>(entries_end_);
  return {{source, static_cast<size_t>(source_bytes_)},
          {source + source_bytes_, static_cast<size_t>(target_bytes_)}};
}

int64_t TaughtWords::position_of(uint64_t key, int64_t length) const {
  const Entry* found = std::lower_bound(
      entries_, entries_end_, key, [](const Entry& entry, uint64_t at) { return entry.key < at; });
  if (found != entries_end_ && found->key == key) {
    if (found->position < 0 || found->position > positions_ - length) refuse(path_);
    return found->position;
  }
  fail_input(
      "{} lacks a pair of the training text: distill the same text, with the vocabularies and the "
      "limits of this run, and leave vocabulary.sampling at 0",
      path_.string());
}

LikelyWords TaughtWords::read(const Batch& batch, int64_t vocabulary) const {
  const auto [keys, lengths] = keys_of(batch);
  const int64_t pairs = std::ssize(keys), steps = batch.target_output.size(0);
  const Tensor ids = torch::zeros({pairs, steps, count_}, torch::kInt);
  const Tensor shares = torch::zeros({pairs, steps, count_}, torch::kFloat);
  const auto part = static_cast<size_t>(count_) * sizeof(float);  // as large as that of the ids
  for (int64_t pair = 0; pair < pairs; ++pair) {
    const int64_t length = lengths[static_cast<size_t>(pair)];
    const std::byte* at =
        words_ + position_of(keys[static_cast<size_t>(pair)], length) * bytes_of_position(count_);
    for (int64_t t = 0; t < length; ++t, at += bytes_of_position(count_)) {
      std::memcpy(ids[pair][t].data_ptr(), at, part);
      std::memcpy(shares[pair][t].data_ptr(), at + part, part);
    }
  }
  const bool are_words = ids.ge(0).all().item<bool>() && ids.lt(vocabulary).all().item<bool>();
  if (!are_words || !torch::isfinite(shares).all().item<bool>()) refuse(path_);
  const torch::Device device = batch.target_output.device();
  return {ids.transpose(0, 1).to(device, torch::kLong), shares.transpose(0, 1).to(device)};
}

}  // namespace dragoman
