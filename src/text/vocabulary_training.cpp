#include "text/vocabulary_training.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <regex>
#include <string_view>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/text/vocabulary.h"
#include "text/sentencepiece_library.h"

namespace dragoman {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

// SentencePiece's own sampling draws from a seed that the operating system gives.
constexpr size_t largest_sample = 5'000'000;

// SentencePiece adds up its threads' counts in float, so their number is part of the result.
constexpr int fixed_threads = 16;

// SentencePiece's default; it passes over longer lines.
constexpr size_t longest_line_bytes = 4192;

/// Whether SentencePiece's normalisation (any of its rules) leaves something of the character.
bool is_visible(char32_t character) {
  const auto within = [&](char32_t first, char32_t last) {
    return character >= first && character <= last;
  };
  const bool blank = character <= 0x20 || within(0x7F, 0xA0) || character == 0x1680 ||
                     within(0x2000, 0x200F) || within(0x2028, 0x202F) || character == 0x205F ||
                     character == 0x2581 || character == 0x3000 || character == 0xFEFF ||
                     character == 0xFFFD;
  return !blank;
}

/// Whether training can learn from the line. SentencePiece ends the process when no line can be
/// used, so this must not say yes too often.
bool is_usable(const std::string& line) {
  if (line.size() > longest_line_bytes || find_invalid_utf8(line)) return false;
  const std::u32string characters = decode_utf8(line);
  // U+2585 is reserved: SentencePiece passes over the line.
  return characters.find(U'\u2585') == std::u32string::npos &&
         std::any_of(characters.begin(), characters.end(), is_visible);
}

/// The pointers to `lines`, or to an evenly spaced sample of them, one a call; then nullptr.
std::function<const std::string*()> sampled(const std::vector<std::string>& lines) {
  const size_t count = std::min(lines.size(), largest_sample);
  return [&lines, count, i = size_t{0}]() mutable {
    return i < count ? &lines[i++ * lines.size() / count] : nullptr;
  };
}

/// @throws InputError where one is not what SentencePiece's list of them can have
void check_symbols(const std::vector<std::string>& symbols) {
  const auto is_word = [](const std::string& symbol) {
    return !symbol.empty() && symbol.find_first_of(" \t\r\n,\"") == std::string::npos &&
           !find_invalid_utf8(symbol);
  };
  const auto bad = std::find_if_not(symbols.begin(), symbols.end(), is_word);
  if (bad == symbols.end()) return;
  fail_input(
      "vocabulary.symbols: number {} of them is no word of UTF-8 without commas and quotation "
      "marks",
      bad - symbols.begin() + 1);
}

Options training_options(const VocabularyConfig& config) {
  Options options = {
      {"model_type", config.kind == SubwordKind::bpe ? "bpe" : "unigram"},
      {"vocab_size", std::to_string(config.size)},
      {"hard_vocab_limit", "true"},
      {"byte_fallback", config.byte_fallback ? "true" : "false"},
      {"character_coverage", fmt::format("{}", config.character_coverage)},
      {"normalization_rule_name", config.normalization},
      {"pad_id", std::to_string(TokenIds::padding)},
      {"unk_id", std::to_string(TokenIds::unknown)},
      {"bos_id", std::to_string(TokenIds::begin)},
      {"eos_id", std::to_string(TokenIds::end)},
      {"input_sentence_size", "0"},
      {"max_sentence_length", std::to_string(longest_line_bytes)},
      {"num_threads", std::to_string(fixed_threads)},
      {"minloglevel", "3"},
  };
  if (!config.symbols.empty()) {
    options.emplace_back("user_defined_symbols", fmt::format("{}", fmt::join(config.symbols, ",")));
  }
  return options;
}

struct Outcome {
  bool trained;
  std::string text;  // the model, or the reason for the failure
};

Outcome train(const VocabularyConfig& config, const std::vector<std::string>& lines) {
  const Options options = training_options(config);
  Outcome outcome{};
  outcome.trained = sentencepiece_library().train(
      std::vector<SentencePieceLibrary::Option>(options.begin(), options.end()), sampled(lines),
      [&](std::string_view text) { outcome.text = text; });
  return outcome;
}

/// The size that SentencePiece's reason for a failure calls the largest possible one.
std::optional<int64_t> largest_size(const std::string& reason) {
  std::smatch found;
  if (!std::regex_search(reason, found, std::regex("too high .*value <= (\\d+)"))) {
    return std::nullopt;
  }
  return std::stoll(found[1].str());
}

/// SentencePiece's long reason as one line that says what to change.
[[noreturn]] void fail_training(const VocabularyConfig& config, const std::string& reason) {
  if (const auto largest = largest_size(reason)) {
    fail_input("vocabulary.size is {}, but the training text allows at most {}: lower it",
               config.size, *largest);
  }
  std::smatch found;
  if (std::regex_search(reason, found,
                        std::regex("smaller than required_chars\\. \\d+ vs (\\d+)"))) {
    fail_input(
        "vocabulary.size is {}, but the characters and bytes alone need {}: raise it, or lower "
        "vocabulary.character_coverage",
        config.size, found[1].str());
  }
  fail_input("SentencePiece cannot train a vocabulary of {} pieces: {}", config.size,
             std::regex_replace(reason, std::regex("\\s+"), " "));
}

}  // namespace

std::string train_sentencepiece(const VocabularyConfig& config,
                                const std::vector<std::string>& lines) {
  check_symbols(config.symbols);
  if (std::none_of(lines.begin(), lines.end(), is_usable)) {
    fail_input(
        "the vocabulary's training text is empty: none of {} lines is visible UTF-8 text of at "
        "most {} "
        "bytes; check data.train_source and data.train_target",
        lines.size(), longest_line_bytes);
  }
  VocabularyConfig attempt = config;
  if (config.size == 0) attempt.size = VocabularyConfig::automatic_size;
  Outcome outcome = train(attempt, lines);
  if (const auto largest = outcome.trained ? std::nullopt : largest_size(outcome.text);
      config.size == 0 && largest) {
    attempt.size = *largest;
    outcome = train(attempt, lines);
  }
  if (!outcome.trained) fail_training(attempt, outcome.text);
  return std::move(outcome.text);
}

}  // namespace dragoman
