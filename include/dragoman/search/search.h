#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/stepper.h"
#include "dragoman/search/beam.h"
#include "dragoman/search/rules.h"
#include "dragoman/search/sampling.h"
#include "dragoman/search/terms.h"

namespace dragoman {

/// How a sentence is searched: what a model's configuration says, and what a single call asks for
/// besides.
struct SearchSettings {
  /// Of the configuration alone, all hypotheses of its beam.
  SearchSettings(const SearchConfig& model = {})  // NOLINT: a configuration is settings
      : config(model), n_best(model.beam_size) {}

  SearchConfig config;
  int64_t n_best;  // hypotheses that are asked for, at most the beam size; drawn ones: how many
  std::optional<Sampling> sampling{};  // drawn instead of searched for
  WordRules rules{};                   // besides
};

/// A sentence to be translated.
struct SearchSource {
  std::vector<int64_t> words;  // piece ids without the end token
  std::shared_ptr<const SearchSettings> settings;
  WordRules rules{};         // its own, besides those of the settings
  int64_t given_length = 0;  // pieces of the translation that are given, and count for no limit
  // Which it must have: the beam is wider by their pieces, which count for no limit. Not with
  // sampling.
  std::shared_ptr<const Terms> terms{};
};

/// A sentence whose search has ended.
struct SearchResult {
  int64_t sentence;                    // its number
  std::vector<Hypothesis> hypotheses;  // the `n_best` best that finished, best first; never none
};

/// Beam search (Graves 2012; Sutskever et al. 2014), or sampling, over sentences that come and go;
/// beam size 1 is greedy search. At any step sentences may join; one that is complete leaves. What
/// the others do never changes it. The longest translation has max_length_ratio · (source pieces) +
/// max_length_offset words.
///
/// One thread uses a Search; any number of them may share a stepper.
class Search {
 public:
  explicit Search(std::shared_ptr<const Stepper> stepper);

  /// Takes sentences in. @return their numbers, new ones
  /// @throws InputError where one with terms is to be sampled
  std::vector<int64_t> admit(std::vector<SearchSource> sources);

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
    std::shared_ptr<const SearchSettings> settings;
    WordRules rules;
    std::shared_ptr<const Terms> terms;
    BeamLimits limits;
    Beam beam;
    uint64_t seed = 0;                                   // of its samples
    int64_t first_row = DecodingRow::start_of_sentence;  // of its hypotheses at the step before
    int64_t steps = 0;
  };

  std::vector<DecodingRow> rows() const;
  std::vector<std::vector<NextWord>> decode();
  static std::vector<NextWord> next_words(const Active& active, const Hypothesis& hypothesis,
                                          WordScores& scores);
  void advance(Active& active, const std::vector<NextWord>* next, int64_t first_row);

  std::shared_ptr<const Stepper> stepper_;
  std::unique_ptr<Decoding> decoding_;
  std::map<int64_t, Active> active_;  // by number
  int64_t next_number_ = 0;
};

/// Searches for all sources together. @param sources piece ids without the end token
/// @return for each its finished hypotheses, best first
std::vector<std::vector<Hypothesis>> search_all(std::shared_ptr<const Stepper> stepper,
                                                const std::vector<std::vector<int64_t>>& sources,
                                                const SearchSettings& settings);

}  // namespace dragoman
