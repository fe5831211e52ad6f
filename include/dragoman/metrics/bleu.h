#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/base/names.h"
#include "dragoman/metrics/score.h"
#include "dragoman/metrics/tokenize.h"

namespace dragoman {

/// What to do about an n-gram order without a match, whose precision 0 would make BLEU 0 (Chen and
/// Cherry 2014).
enum class BleuSmoothing {
  none,         ///< "none"
  floor,        ///< "floor", their method 1: a match count of 0 becomes smooth_value, 0.1
  add_k,        ///< "add-k", method 2: smooth_value, 1, is added to matches and totals of n > 1
  exponential,  ///< "exp", method 3: the k-th order without a match gets 1/2^k of a match
};

template <>
inline constexpr auto name_table<BleuSmoothing> =
    std::to_array<Named<BleuSmoothing>>({{BleuSmoothing::none, "none"},
                                         {BleuSmoothing::floor, "floor"},
                                         {BleuSmoothing::add_k, "add-k"},
                                         {BleuSmoothing::exponential, "exp"}});

/// sacreBLEU's defaults (Post 2018).
struct BleuOptions {
  BleuTokenizer tokenizer = BleuTokenizer::mteval13a;
  bool lowercase = false;
  BleuSmoothing smoothing = BleuSmoothing::exponential;
  /// For floor and add-k, at least 0; nothing means the method's default.
  std::optional<double> smooth_value = std::nullopt;
  bool effective_order = false;  ///< leave out orders longer than the text: for sentences
};

constexpr int bleu_order = 4;

/// Sufficient statistics. The sum over sentences gives the corpus's BLEU, so that resampling
/// sentences means resampling these.
struct BleuStatistics {
  int64_t hypothesis_length = 0;              ///< tokens
  int64_t reference_length = 0;               ///< of the closest reference; the shorter of a tie
  std::array<int64_t, bleu_order> matches{};  ///< clipped by the most in any one reference
  std::array<int64_t, bleu_order> totals{};   ///< n-grams of the hypothesis

  BleuStatistics& operator+=(const BleuStatistics& other);
  bool operator==(const BleuStatistics&) const = default;
};

struct BleuScore : Score {
  std::array<double, bleu_order> precisions{};  ///< in percent, smoothed
  std::array<double, bleu_order> counts{};      ///< matches; with add-k, the k included
  std::array<double, bleu_order> totals{};
  double brevity_penalty = 0;
  int64_t hypothesis_length = 0, reference_length = 0;
};

/// One value a sentence.
/// @throws InputError when the numbers of hypotheses and reference lines differ or are 0, a
/// sentence has no reference, or a text is not UTF-8.
std::vector<BleuStatistics> bleu_statistics(const std::vector<std::string>& hypotheses,
                                            const References& references,
                                            const BleuOptions& options = {});

/// BLEU of summed statistics (Papineni et al. 2002): the brevity penalty min(1, e^(1 - r/c)) times
/// the geometric mean of the n-gram precisions, in percent. The signature is left empty.
/// @throws InputError when the smoothing value is negative.
BleuScore bleu_from_statistics(const BleuStatistics& sum, const BleuOptions& options = {});

/// BLEU of a corpus. @throws InputError as the two above do.
BleuScore corpus_bleu(const std::vector<std::string>& hypotheses, const References& references,
                      const BleuOptions& options = {});

/// BLEU of one sentence. @throws InputError as corpus_bleu does.
BleuScore sentence_bleu(const std::string& hypothesis, const std::vector<std::string>& references,
                        const BleuOptions& options = {.effective_order = true});

}  // namespace dragoman
