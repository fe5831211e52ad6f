#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace dragoman {

// SentencePiece behind an interface, because it cannot be linked: Debian's library and LibTorch's
// libprotobuf each export a protobuf of their own under the same names, and the program crashes
// before main. So the code that calls SentencePiece is a module, loaded at run time with its names
// kept apart. Nothing that one side allocates is freed by the other: results go to callbacks.

using TakeIds = std::function<void(std::span<const int> ids)>;
using TakeText = std::function<void(std::string_view text)>;

class SentencePieceModel {
 public:
  virtual ~SentencePieceModel() = default;

  /// False when `serialized` is no model.
  virtual bool parse(std::string_view serialized) = 0;
  virtual int size() const = 0;

  struct SpecialIds {
    int padding, unknown, begin, end;  // -1: none
  };
  virtual SpecialIds special_ids() const = 0;

  /// `id` must be in [0, size).
  virtual bool is_control(int id) const = 0;
  virtual std::string_view piece(int id) const = 0;

  /// False, and nothing taken, on failure.
  virtual bool encode(std::string_view text, const TakeIds& take) const = 0;
  /// A random segmentation a line, taken in order. False when the model cannot sample.
  virtual bool sample(std::span<const std::string> lines, float alpha, uint32_t seed,
                      const TakeIds& take) const = 0;
  virtual bool decode(std::span<const int> ids, const TakeText& take) const = 0;
};

class SentencePieceLibrary {
 public:
  virtual std::unique_ptr<SentencePieceModel> make_model() const = 0;

  /// `next_line` gives nullptr at the end; a line must live until the next one is asked for.
  /// True and the serialized model, or false and SentencePiece's reason.
  using Option = std::pair<std::string_view, std::string_view>;
  virtual bool train(std::span<const Option> options,
                     const std::function<const std::string*()>& next_line,
                     const TakeText& take) const = 0;

 protected:
  ~SentencePieceLibrary() = default;
};

/// Loads the module at the first call.
/// @throws Error when it cannot be loaded.
const SentencePieceLibrary& sentencepiece_library();

constexpr const char* sentencepiece_module = "libdragoman_sentencepiece.so";

/// The one name that the module exports.
constexpr const char* sentencepiece_entry = "dragoman_sentencepiece_library";

}  // namespace dragoman
