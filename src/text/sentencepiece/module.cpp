#include <exception>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include "text/sentencepiece_library.h"

namespace dragoman {
namespace {

/// What `call` says; SentencePiece's own exceptions are a no. Memory that is used up is nobody's
/// no.
template <class Call>
bool succeeds(Call call) {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return false;
  }
}

class Model final : public SentencePieceModel {
 public:
  bool parse(std::string_view serialized) override {
    // An empty string parses as a model without pieces.
    return succeeds(
        [&] { return !serialized.empty() && processor_.LoadFromSerializedProto(serialized).ok(); });
  }

  int size() const override { return processor_.GetPieceSize(); }

  SpecialIds special_ids() const override {
    return {processor_.pad_id(), processor_.unk_id(), processor_.bos_id(), processor_.eos_id()};
  }

  bool is_control(int id) const override { return processor_.IsControl(id); }

  std::string_view piece(int id) const override { return processor_.IdToPiece(id); }

  bool encode(std::string_view text, const TakeIds& take) const override {
    std::vector<int> ids;
    if (!succeeds([&] { return processor_.Encode(text, &ids).ok(); })) return false;
    take(ids);
    return true;
  }

  bool sample(std::span<const std::string> lines, float alpha, uint32_t seed,
              const TakeIds& take) const override {
    // SentencePiece keeps one generator a thread and seeds it when the thread first draws.
    static std::mutex one_seed;
    const std::lock_guard lock(one_seed);
    sentencepiece::SetRandomGeneratorSeed(seed);
    bool sampled = true;
    std::thread([&] {
      std::vector<int> ids;
      for (size_t i = 0; sampled && i < lines.size(); ++i) {
        sampled = succeeds([&] { return processor_.SampleEncode(lines[i], -1, alpha, &ids).ok(); });
        if (sampled) take(ids);
      }
    }).join();
    return sampled;
  }

  bool decode(std::span<const int> ids, const TakeText& take) const override {
    std::string text;
    const std::vector<int> pieces(ids.begin(), ids.end());
    if (!succeeds([&] { return processor_.Decode(pieces, &text).ok(); })) return false;
    take(text);
    return true;
  }

 private:
  sentencepiece::SentencePieceProcessor processor_;
};

class Lines final : public sentencepiece::SentenceIterator {
 public:
  explicit Lines(const std::function<const std::string*()>& next_line)
      : next_line_(next_line), line_(next_line()) {}

  bool done() const override { return line_ == nullptr; }
  void Next() override { line_ = next_line_(); }
  const std::string& value() const override { return *line_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::function<const std::string*()>& next_line_;
  const std::string* line_;
};

class Library final : public SentencePieceLibrary {
 public:
  std::unique_ptr<SentencePieceModel> make_model() const override {
    return std::make_unique<Model>();
  }

  bool train(std::span<const Option> options, const std::function<const std::string*()>& next_line,
             const TakeText& take) const override {
    std::unordered_map<std::string, std::string> arguments;
    for (const auto& [name, value] : options) arguments.emplace(name, value);
    Lines lines(next_line);
    std::string serialized;
    std::string reason = "its library failed";
    const bool trained = succeeds([&] {
      const auto status =
          sentencepiece::SentencePieceTrainer::Train(arguments, &lines, &serialized);
      reason = status.ToString();
      return status.ok();
    });
    take(trained ? serialized : reason);
    return trained;
  }
};

}  // namespace
}  // namespace dragoman

extern "C" __attribute__((visibility("default"))) const dragoman::SentencePieceLibrary*
dragoman_sentencepiece_library() {
  static const dragoman::Library library;
  return &library;
}
