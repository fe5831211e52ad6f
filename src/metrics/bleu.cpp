#include "dragoman/metrics/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "metrics/corpus.h"
#include "metrics/ngrams.h"
#include "metrics/signature.h"

namespace dragoman {
namespace {

/// The defaults of Chen and Cherry (2014); the other methods take no value.
double smooth_value(const BleuOptions& options) {
  const double value =
      options.smooth_value.value_or(options.smoothing == BleuSmoothing::floor ? 0.1 : 1.0);
  if (!(value >= 0)) fail_input("the smoothing value of BLEU is {}; expected at least 0", value);
  return value;
}

std::string smoothing_field(const BleuOptions& options) {
  const std::string name(name_of(options.smoothing));
  const bool valued =
      options.smoothing == BleuSmoothing::floor || options.smoothing == BleuSmoothing::add_k;
  return valued ? fmt::format("{}[{:.2f}]", name, smooth_value(options)) : name;
}

std::string signature(const BleuOptions& options, const References& references) {
  return make_signature(references, {{"case", options.lowercase ? "lc" : "mixed"},
                                     {"eff", yes_or_no(options.effective_order)},
                                     {"tok", std::string(name_of(options.tokenizer))},
                                     {"smooth", smoothing_field(options)}});
}

std::string to_tokens(const std::string& line, const BleuOptions& options) {
  return tokenize(options.lowercase ? lowercase(line) : line, options.tokenizer);
}

/// Texts as symbols, the hypothesis first.
std::vector<Symbols> number_tokens(const std::string& hypothesis,
                                   const std::vector<std::string>& references,
                                   const BleuOptions& options) {
  std::vector<std::string> lines = {to_tokens(hypothesis, options)};
  for (const std::string& reference : references) lines.push_back(to_tokens(reference, options));
  std::vector<std::vector<std::string_view>> texts;
  texts.reserve(lines.size());
  for (const std::string& line : lines) texts.push_back(split_whitespace(line));
  return number_words(texts);
}

int64_t closest_reference_length(const std::vector<Symbols>& texts) {
  const auto length = static_cast<int64_t>(texts.front().size());
  int64_t closest = static_cast<int64_t>(texts[1].size());
  for (size_t k = 2; k < texts.size(); ++k) {
    const auto other = static_cast<int64_t>(texts[k].size());
    const int64_t gain = std::abs(length - closest) - std::abs(length - other);
    if (gain > 0 || (gain == 0 && other < closest)) closest = other;
  }
  return closest;
}

BleuStatistics measure(const std::string& hypothesis, const std::vector<std::string>& references,
                       const BleuOptions& options) {
  const std::vector<Symbols> texts = number_tokens(hypothesis, references, options);
  BleuStatistics statistics;
  statistics.hypothesis_length = static_cast<int64_t>(texts.front().size());
  statistics.reference_length = closest_reference_length(texts);
  const SortedSuffixes suffixes(texts, bleu_order);
  for (int n = 1; n <= bleu_order; ++n) {
    statistics.totals[n - 1] = ngram_total(texts.front().size(), n);
    suffixes.for_each_ngram(n, [&matches = statistics.matches[n - 1]](const auto& counts) {
      matches += std::min(counts[0], *std::max_element(counts.begin() + 1, counts.end()));
    });
  }
  return statistics;
}

double brevity_penalty(const BleuStatistics& sum) {
  if (sum.hypothesis_length >= sum.reference_length) return 1.0;
  if (sum.hypothesis_length == 0) return 0.0;
  return std::exp(1.0 - static_cast<double>(sum.reference_length) /
                            static_cast<double>(sum.hypothesis_length));
}

/// Fills precisions, counts and totals; answers how many orders the mean is over.
int smooth_precisions(BleuScore& bleu, const BleuOptions& options) {
  int order = bleu_order;
  double share = 1.0;
  for (int n = 1; n <= bleu_order; ++n) {
    double& count = bleu.counts[n - 1];
    double& total = bleu.totals[n - 1];
    if (options.smoothing == BleuSmoothing::add_k && n > 1) {
      count += smooth_value(options);
      total += smooth_value(options);
    }
    if (total == 0) break;
    if (options.effective_order) order = n;
    double matched = count;
    if (count == 0 && options.smoothing == BleuSmoothing::exponential) matched = share /= 2;
    if (count == 0 && options.smoothing == BleuSmoothing::floor) matched = smooth_value(options);
    bleu.precisions[n - 1] = 100.0 * matched / total;
  }
  return order;
}

/// 0 when any precision is, as log 0 is minus infinity.
double geometric_mean(const std::array<double, bleu_order>& precisions, int order) {
  double log_sum = 0;
  for (int n = 0; n < order; ++n) log_sum += std::log(precisions[n]);
  return std::exp(log_sum / order);
}

std::string verbose(const BleuScore& bleu) {
  const double ratio = bleu.reference_length == 0 ? 0.0
                                                  : static_cast<double>(bleu.hypothesis_length) /
                                                        static_cast<double>(bleu.reference_length);
  return fmt::format("{:.1f} (BP = {:.3f} ratio = {:.3f} hyp_len = {} ref_len = {})",
                     fmt::join(bleu.precisions, "/"), bleu.brevity_penalty, ratio,
                     bleu.hypothesis_length, bleu.reference_length);
}

}  // namespace

BleuStatistics& BleuStatistics::operator+=(const BleuStatistics& other) {
  hypothesis_length += other.hypothesis_length;
  reference_length += other.reference_length;
  for (int n = 0; n < bleu_order; ++n) {
    matches[n] += other.matches[n];
    totals[n] += other.totals[n];
  }
  return *this;
}

std::vector<BleuStatistics> bleu_statistics(const std::vector<std::string>& hypotheses,
                                            const References& references,
                                            const BleuOptions& options) {
  return measure_sentences(hypotheses, references, [&](const auto& hypothesis, const auto& lines) {
    return measure(hypothesis, lines, options);
  });
}

BleuScore bleu_from_statistics(const BleuStatistics& sum, const BleuOptions& options) {
  BleuScore bleu;
  bleu.name = "BLEU";
  bleu.hypothesis_length = sum.hypothesis_length;
  bleu.reference_length = sum.reference_length;
  bleu.brevity_penalty = brevity_penalty(sum);
  std::copy(sum.matches.begin(), sum.matches.end(), bleu.counts.begin());
  std::copy(sum.totals.begin(), sum.totals.end(), bleu.totals.begin());
  // Without any match there is nothing to smooth.
  if (std::any_of(sum.matches.begin(), sum.matches.end(), [](int64_t n) { return n > 0; })) {
    const int order = smooth_precisions(bleu, options);
    bleu.score = bleu.brevity_penalty * geometric_mean(bleu.precisions, order);
  }
  bleu.verbose = verbose(bleu);
  return bleu;
}

BleuScore corpus_bleu(const std::vector<std::string>& hypotheses, const References& references,
                      const BleuOptions& options) {
  BleuScore bleu =
      bleu_from_statistics(sum(bleu_statistics(hypotheses, references, options)), options);
  bleu.signature = signature(options, references);
  return bleu;
}

BleuScore sentence_bleu(const std::string& hypothesis, const std::vector<std::string>& references,
                        const BleuOptions& options) {
  return corpus_bleu({hypothesis}, {references}, options);
}

}  // namespace dragoman
