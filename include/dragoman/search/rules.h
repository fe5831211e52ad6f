#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/search/next_words.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {

using WordRules = std::vector<std::shared_ptr<const WordRule>>;

/// A word that the hypothesis has already has its log probability taken `penalty` times, penalty ≥
/// 1 (Keskar et al. 2019, section 4.1, for log probabilities).
class RepetitionPenalty final : public WordRule {
 public:
  explicit RepetitionPenalty(double penalty) : penalty_(penalty) {}
  void apply(const std::vector<int64_t>& words, NextWords& next) const override;

 private:
  double penalty_;
};

/// No sequence of `length` pieces comes twice (Paulus et al. 2018, section 2.5).
class NoRepeatedNgram final : public WordRule {
 public:
  explicit NoRepeatedNgram(int64_t length) : length_(static_cast<size_t>(length)) {}
  void apply(const std::vector<int64_t>& words, NextWords& next) const override;

 private:
  size_t length_;
};

/// The rules that are asked for, in the order in which they apply.
WordRules rules_of(const Repetitions& repetitions);

/// The translation begins with a given text. Whole words come in the pieces in which the vocabulary
/// writes them; the last, which may be the beginning of a word, in any pieces that spell it, unless
/// the vocabulary lacks a character of it. A space behind it ends the word.
class Prefix final : public WordRule {
 public:
  /// @param spellings of all pieces of the vocabulary, as `spellings_of` gives them
  Prefix(const Vocabulary& vocabulary, std::shared_ptr<const std::vector<std::string>> spellings,
         std::string_view text);
  void apply(const std::vector<int64_t>& words, NextWords& next) const override;

 private:
  std::vector<int64_t> whole_;   // words' pieces
  std::string begun_;            // what the pieces behind them must begin with
  std::vector<int64_t> behind_;  // of which one comes behind a word that is ended; else none
  std::shared_ptr<const std::vector<std::string>> spellings_;
};

/// Every piece as its vocabulary writes it; of bytes and of those with a meaning of their own
/// nothing.
std::shared_ptr<const std::vector<std::string>> spellings_of(const Vocabulary& vocabulary);

}  // namespace dragoman
