#include "dragoman/text/vocabulary.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/read_at_most.h"
#include "text/sentencepiece_library.h"
#include "text/vocabulary_training.h"

namespace dragoman {

struct Vocabulary::Model {
  std::string bytes;
  std::unique_ptr<SentencePieceModel> pieces = sentencepiece_library().make_model();
};

namespace {

constexpr size_t largest_file = 256 << 20;  // a million pieces take a tenth of it

void check_special_ids(const SentencePieceModel::SpecialIds& got, std::string_view origin) {
  const bool ours = got.padding == TokenIds::padding && got.unknown == TokenIds::unknown &&
                    got.begin == TokenIds::begin && got.end == TokenIds::end;
  if (ours) return;
  fail_input(
      "{}: the special ids are padding {}, unknown {}, begin {}, end {}; expected {}, {}, {}, {}: "
      "train the model with --pad_id=0 --unk_id=1 --bos_id=2 --eos_id=3",
      origin, got.padding, got.unknown, got.begin, got.end, TokenIds::padding, TokenIds::unknown,
      TokenIds::begin, TokenIds::end);
}

/// Of a model that could be read.
[[noreturn]] void fail_damaged(std::string_view deed) {
  fail_input("SentencePiece cannot {} with this vocabulary: its model is damaged; copy it again",
             deed);
}

}  // namespace

Vocabulary Vocabulary::train(const VocabularyConfig& config,
                             const std::vector<std::string>& lines) {
  return from_bytes(train_sentencepiece(config, lines), "the trained vocabulary");
}

Vocabulary Vocabulary::from_bytes(std::string serialized, std::string_view origin) {
  auto model = std::make_shared<Model>();
  if (!model->pieces->parse(serialized)) {
    fail_input(
        "{} is not a SentencePiece model: expected a .model file written by SentencePiece or by "
        "dragoman",
        origin);
  }
  check_special_ids(model->pieces->special_ids(), origin);
  model->bytes = std::move(serialized);
  return Vocabulary(std::move(model));
}

Vocabulary Vocabulary::load(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) {
    fail_input("cannot read the vocabulary {}: it is a directory, expected a .model file",
               path.string());
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) fail_input("cannot read the vocabulary {}: {}", path.string(), std::strerror(errno));
  std::string serialized = read_at_most(in, largest_file);
  if (serialized.size() > largest_file) {
    fail_input("the vocabulary {} has over {} bytes: expected a .model file of SentencePiece",
               path.string(), largest_file);
  }
  return from_bytes(std::move(serialized), path.string());
}

void Vocabulary::save(const std::filesystem::path& path) const {
  write_atomically(path, [&](std::ostream& out) { out << model_->bytes; });
}

const std::string& Vocabulary::bytes() const {
  return model_->bytes;
}

int64_t Vocabulary::size() const {
  return model_->pieces->size();
}

std::vector<int64_t> Vocabulary::encode(std::string_view text) const {
  std::vector<int64_t> result;
  const TakeIds take = [&](std::span<const int> ids) { result.assign(ids.begin(), ids.end()); };
  if (!model_->pieces->encode(text, take)) fail_damaged("encode a text");
  return result;
}

std::vector<std::vector<int64_t>> Vocabulary::sample(const std::vector<std::string>& lines,
                                                     double alpha, uint64_t seed) const {
  std::vector<std::vector<int64_t>> result;
  result.reserve(lines.size());
  const TakeIds take = [&](std::span<const int> ids) {
    result.emplace_back(ids.begin(), ids.end());
  };
  if (!model_->pieces->sample(lines, static_cast<float>(alpha), static_cast<uint32_t>(seed),
                              take)) {
    fail_input(
        "vocabulary.sampling: SentencePiece cannot sample from this model; expected one of type "
        "unigram or bpe (set vocabulary.sampling = 0 to train without)");
  }
  return result;
}

std::string Vocabulary::decode(const std::vector<int64_t>& ids) const {
  std::vector<int> text_ids;
  for (const int64_t id : ids) {
    const int text_id = checked(id);
    if (!model_->pieces->is_control(text_id)) text_ids.push_back(text_id);
  }
  std::string result;
  const TakeText take = [&](std::string_view text) { result = text; };
  if (!model_->pieces->decode(text_ids, take)) fail_damaged("decode pieces");
  // A model may put any bytes together, but a text is one line, and no line of ours holds a NUL.
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; },
      ' ');
  return result;
}

std::vector<std::string> Vocabulary::pieces(const std::vector<int64_t>& ids) const {
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const int64_t id : ids) names.emplace_back(model_->pieces->piece(checked(id)));
  return names;
}

int Vocabulary::checked(int64_t id) const {
  if (id < 0 || id >= size()) fail("piece id {} is outside the vocabulary [0, {})", id, size());
  return static_cast<int>(id);
}

}  // namespace dragoman
