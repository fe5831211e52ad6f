#include "text/term_lexicon.h"

#include <algorithm>
#include <cmath>

namespace dragoman {
namespace {

constexpr int64_t reach = 3;
constexpr size_t window = 2 * reach + 1;
constexpr size_t most_occurrences = 50;
constexpr double fewest_together = 3, least_evidence = 6, least_share = 0.1, least_lift = 5,
                 largest_hit = 5;

/// Counts what stands near the occurrences of one source term.
class Neighbours {
 public:
  explicit Neighbours(const NumberLists& target) : target_(target), tallies_(term_count) {}

  /// The target terms near source row `row`, each once.
  void add(size_t row) {
    ++occurrences_;
    ++mark_;
    const size_t end = std::min(row + reach + 1, target_.size());
    for (size_t near = row > reach ? row - reach : 0; near < end; ++near) {
      for (const uint32_t term : target_[near]) add_term(term);
    }
  }

  /// The term that goes most with these occurrences; starts afresh.
  TermTranslation take_best(const NumberLists& target_of) {
    TermTranslation best;
    double most = least_evidence;
    for (const uint32_t term : terms_) {
      consider(term, static_cast<double>(target_of[term].size()), best, most);
      tallies_[term].count = 0;
    }
    terms_.clear();
    occurrences_ = 0;
    return best;
  }

 private:
  struct Tally {
    uint32_t count = 0;
    uint32_t last = 0;  // the occurrence that counted last, from 1
  };

  void add_term(uint32_t term) {
    Tally& tally = tallies_[term];
    if (tally.last == mark_) return;
    tally.last = mark_;
    if (tally.count++ == 0) terms_.push_back(term);
  }

  /// By the log-likelihood of a count where another was expected (Poisson).
  void consider(uint32_t term, double rows, TermTranslation& best, double& most) const {
    const double count = tallies_[term].count;
    const double chance = rows / static_cast<double>(target_.size());
    const double expected = occurrences_ * chance * window;
    if (count < fewest_together || count <= expected) return;
    const double evidence = count * std::log(count / expected) - (count - expected);
    const double share = std::min(0.9, (count - expected) / occurrences_);
    if (evidence <= most || share < least_share || share < least_lift * chance) return;
    most = evidence;
    best = {term, static_cast<float>(std::min(largest_hit, std::log(share / chance))),
            static_cast<float>(std::log((1 - share) / (1 - chance)))};
  }

  const NumberLists& target_;
  std::vector<Tally> tallies_;
  std::vector<uint32_t> terms_;  // that have a count
  uint32_t mark_ = 0;
  double occurrences_ = 0;
};

}  // namespace

std::vector<TermTranslation> learn_terms(const TermRows& rows,
                                         const std::function<bool(size_t row)>& learns) {
  std::vector<TermTranslation> lexicon(term_count);
  Neighbours neighbours(rows.target);
  for (uint32_t term = 0; term < term_count; ++term) {
    const auto occurrences = rows.source_of[term];
    // About half of them are learnt from.
    const size_t step = 1 + occurrences.size() / (2 * most_occurrences);
    size_t next = 0, place = 0;
    for (const uint32_t row : occurrences) {
      // Windows that overlap would count one neighbour twice.
      if (row < next || !learns(row) || place++ % step != 0) continue;
      next = row + window;
      neighbours.add(row);
    }
    lexicon[term] = neighbours.take_best(rows.target_of);
  }
  return lexicon;
}

}  // namespace dragoman
