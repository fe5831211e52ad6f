#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/stepper.h"
#include "dragoman/search/beam.h"

namespace dragoman {

/// A sentence whose search has ended.
struct SearchResult {
  int64_t sentence;                    // its number
  std::vector<Hypothesis> hypotheses;  // finished ones, best first; never none
};

/// Beam search over sentences that come and go (Graves 2012; Sutskever et al. 2014); beam size 1 is
/// greedy search. At any step sentences may join; one whose beam is complete leaves. What the
/// others do never changes it. The longest translation has max_length_ratio · (source pieces) +
/// max_length_offset words.
///
/// One thread uses a Search; any number of them may share a stepper.
class Search {
 public:
  Search(std::shared_ptr<const Stepper> stepper, const SearchConfig& config);

  /// Takes sources in, piece ids without the end token. @return their numbers, new ones
  std::vector<int64_t> admit(const std::vector<std::vector<int64_t>>& sources);

  /// One word more for every hypothesis. @return the sentences that this completed
  std::vector<SearchResult> step();

  /// Gives a sentence up; one that is not here any more is no error.
  void cancel(int64_t sentence);

  /// How many sentences are under way.
  int64_t size() const { return static_cast<int64_t>(active_.size()); }

  /// The beam of a sentence under way. @throws std::out_of_range for others
  const Beam& beam(int64_t sentence) const { return active_.at(sentence).beam; }

 private:
  struct Active {
    Beam beam;
    BeamLimits limits;
    int64_t first_row = DecodingRow::start_of_sentence;  // of its hypotheses at the step before
    int64_t steps = 0;
  };

  std::vector<DecodingRow> rows() const;
  std::vector<int64_t> forbidden(const Active& active) const;

  std::shared_ptr<const Stepper> stepper_;
  SearchConfig config_;
  std::unique_ptr<Decoding> decoding_;
  std::map<int64_t, Active> active_;  // by number
  int64_t next_number_ = 0;
};

/// Searches for all sources together. @param sources piece ids without the end token
/// @return for each its finished hypotheses, best first
std::vector<std::vector<Hypothesis>> search_all(std::shared_ptr<const Stepper> stepper,
                                                const std::vector<std::vector<int64_t>>& sources,
                                                const SearchConfig& config);

}  // namespace dragoman
