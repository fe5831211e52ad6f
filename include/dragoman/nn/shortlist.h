#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace dragoman {

/// Which target pieces a sentence's translation may consist of: those that its source pieces have
/// been aligned with, and those of every sentence. A function of the sentence alone, so that its
/// translation does not depend on what it is translated with.
class Shortlist {
 public:
  /// None: every piece may come.
  Shortlist() = default;

  /// @param pieces of each source piece the target pieces, and behind them those of every sentence
  explicit Shortlist(const std::vector<std::vector<int32_t>>& pieces);

  /// The same as `begins` and `words` give it.
  Shortlist(std::vector<int64_t> begins, std::vector<int32_t> words)
      : begins_(std::move(begins)), words_(std::move(words)) {}

  /// Whether its rows hang together and it is one of these vocabularies.
  bool fits(int64_t source_vocabulary, int64_t target_vocabulary) const;

  bool empty() const { return begins_.empty(); }

  /// The target pieces of a source, ascending.
  std::vector<int64_t> words_for(const std::vector<int64_t>& source) const;

  /// Pieces of the source's vocabulary.
  int64_t source_size() const { return static_cast<int64_t>(begins_.size()) - 2; }

  const std::vector<int64_t>& begins() const { return begins_; }  // [source_size + 2]
  const std::vector<int32_t>& words() const { return words_; }    // row i is [begins_i, begins_i+1)

  bool operator==(const Shortlist&) const = default;

 private:
  std::vector<int64_t> begins_;
  std::vector<int32_t> words_;
};

}  // namespace dragoman
