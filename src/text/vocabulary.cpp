#include "dragoman/text/vocabulary.h"

#include <fstream>
#include <sstream>

#include <sentencepiece_processor.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "text/vocabulary_training.h"

namespace dragoman {

struct Vocabulary::Model {
  std::string bytes;
  sentencepiece::SentencePieceProcessor processor;
};

namespace {

void check_special_ids(const sentencepiece::SentencePieceProcessor& processor,
                       std::string_view origin) {
  const bool ours = processor.pad_id() == TokenIds::padding &&
                    processor.unk_id() == TokenIds::unknown &&
                    processor.bos_id() == TokenIds::begin && processor.eos_id() == TokenIds::end;
  if (ours) return;
  fail_input(
      "{}: the special ids are padding {}, unknown {}, begin {}, end {}; expected {}, {}, {}, {}: "
      "train the model with --pad_id=0 --unk_id=1 --bos_id=2 --eos_id=3",
      origin, processor.pad_id(), processor.unk_id(), processor.bos_id(), processor.eos_id(),
      TokenIds::padding, TokenIds::unknown, TokenIds::begin, TokenIds::end);
}

}  // namespace

Vocabulary Vocabulary::train(const VocabularyConfig& config,
                             const std::vector<std::string>& lines) {
  return from_bytes(train_sentencepiece(config, lines), "the trained vocabulary");
}

Vocabulary Vocabulary::from_bytes(std::string serialized, std::string_view origin) {
  auto model = std::make_shared<Model>();
  // An empty string parses as a model without pieces.
  if (serialized.empty() || !model->processor.LoadFromSerializedProto(serialized).ok()) {
    fail_input(
        "{} is not a SentencePiece model: expected a .model file written by SentencePiece or by "
        "dragoman",
        origin);
  }
  check_special_ids(model->processor, origin);
  model->bytes = std::move(serialized);
  return Vocabulary(std::move(model));
}

Vocabulary Vocabulary::load(const std::filesystem::path& path) {
  std::ostringstream serialized;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) {
    fail_input("cannot read the vocabulary {}: no such file, or not readable", path.string());
  }
  serialized << in.rdbuf();
  return from_bytes(std::move(serialized).str(), path.string());
}

void Vocabulary::save(const std::filesystem::path& path) const {
  write_atomically(path, [&](std::ostream& out) { out << model_->bytes; });
}

const std::string& Vocabulary::bytes() const {
  return model_->bytes;
}

int64_t Vocabulary::size() const {
  return model_->processor.GetPieceSize();
}

std::vector<int64_t> Vocabulary::encode(std::string_view text) const {
  std::vector<int> ids;
  const auto status = model_->processor.Encode(text, &ids);
  if (!status.ok()) fail("SentencePiece cannot encode a line: {}", status.ToString());
  return {ids.begin(), ids.end()};
}

std::string Vocabulary::decode(const std::vector<int64_t>& ids) const {
  std::vector<int> pieces;
  for (const int64_t id : ids) {
    const int piece = checked(id);
    if (!model_->processor.IsControl(piece)) pieces.push_back(piece);
  }
  std::string text;
  const auto status = model_->processor.Decode(pieces, &text);
  if (!status.ok()) fail("SentencePiece cannot decode: {}", status.ToString());
  return text;
}

std::vector<std::string> Vocabulary::pieces(const std::vector<int64_t>& ids) const {
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const int64_t id : ids) names.push_back(model_->processor.IdToPiece(checked(id)));
  return names;
}

int Vocabulary::checked(int64_t id) const {
  if (id < 0 || id >= size()) fail("piece id {} is outside the vocabulary [0, {})", id, size());
  return static_cast<int>(id);
}

}  // namespace dragoman
