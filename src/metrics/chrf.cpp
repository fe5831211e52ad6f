#include "dragoman/metrics/chrf.h"

#include <algorithm>
#include <string_view>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "metrics/corpus.h"
#include "metrics/ngrams.h"
#include "metrics/signature.h"

namespace dragoman {
namespace {

void check_options(const ChrfOptions& options) {
  if (options.character_order < 1 || options.word_order < 0 || options.beta < 0) {
    fail_input("chrF with character order {}, word order {} and beta {}: expected at least 1, 0, 0",
               options.character_order, options.word_order, options.beta);
  }
}

std::string signature(const ChrfOptions& options, const References& references) {
  return make_signature(references, {{"case", options.lowercase ? "lc" : "mixed"},
                                     {"eff", yes_or_no(!options.eps_smoothing)},
                                     {"nc", std::to_string(options.character_order)},
                                     {"nw", std::to_string(options.word_order)},
                                     {"space", yes_or_no(options.whitespace)}});
}

Symbols to_characters(std::string_view line, bool whitespace) {
  Symbols characters;
  for (const char32_t code_point : decode_utf8(line)) {
    if (whitespace || !is_whitespace(code_point)) characters.push_back(code_point);
  }
  return characters;
}

bool is_ascii_punctuation(char c) {
  return ('!' <= c && c <= '/') || (':' <= c && c <= '@') || ('[' <= c && c <= '`') ||
         ('{' <= c && c <= '~');
}

/// Words with the punctuation at their end, or else at their beginning, apart: one character only
/// (Popović 2017).
std::vector<std::string_view> to_words(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split_whitespace(line)) {
    if (word.size() > 1 && is_ascii_punctuation(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (word.size() > 1 && is_ascii_punctuation(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

/// Appends the counts of every order, of texts[0] against each other text, to that one's orders.
void append_counts(const std::vector<Symbols>& texts, int max_order,
                   std::vector<ChrfStatistics>& references) {
  const SortedSuffixes suffixes(texts, max_order);
  for (int n = 1; n <= max_order; ++n) {
    std::vector<int64_t> matches(texts.size(), 0);
    suffixes.for_each_ngram(n, [&matches](const auto& counts) {
      for (size_t k = 1; k < counts.size(); ++k) matches[k] += std::min(counts[0], counts[k]);
    });
    for (size_t k = 1; k < texts.size(); ++k) {
      const int64_t in_reference = ngram_total(texts[k].size(), n);
      const int64_t in_hypothesis = in_reference > 0 ? ngram_total(texts[0].size(), n) : 0;
      references[k - 1].orders.push_back({in_hypothesis, in_reference, matches[k]});
    }
  }
}

double f_score(double precision, double recall, int beta) {
  const double weight = static_cast<double>(beta) * beta;
  const double denominator = weight * precision + recall;
  return denominator > 0 ? (1 + weight) * precision * recall / denominator : 0;
}

double ratio(int64_t part, int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// F of the mean precision and recall, over the orders that both texts have.
double f_of_means(const ChrfStatistics& statistics, int beta) {
  double precision = 0, recall = 0;
  int orders = 0;
  for (const NgramCounts& counts : statistics.orders) {
    if (counts.hypothesis == 0 || counts.reference == 0) continue;
    precision += ratio(counts.matches, counts.hypothesis);
    recall += ratio(counts.matches, counts.reference);
    ++orders;
  }
  return orders == 0 ? 0 : 100 * f_score(precision / orders, recall / orders, beta);
}

/// Mean of the orders' F, where an order without n-grams counts as almost 0.
double mean_of_f(const ChrfStatistics& statistics, int beta) {
  constexpr double eps = 1e-16;
  double total = 0;
  for (const NgramCounts& counts : statistics.orders) {
    const double precision = counts.hypothesis > 0 ? ratio(counts.matches, counts.hypothesis) : eps;
    const double recall = counts.reference > 0 ? ratio(counts.matches, counts.reference) : eps;
    total += precision + recall > 0 ? f_score(precision, recall, beta) : eps;
  }
  return 100 * total / static_cast<double>(statistics.orders.size());
}

double chrf(const ChrfStatistics& statistics, const ChrfOptions& options) {
  return options.eps_smoothing ? mean_of_f(statistics, options.beta)
                               : f_of_means(statistics, options.beta);
}

ChrfStatistics measure(const std::string& hypothesis, const std::vector<std::string>& references,
                       const ChrfOptions& options) {
  std::vector<std::string> lines = {hypothesis};
  lines.insert(lines.end(), references.begin(), references.end());
  std::vector<Symbols> characters;
  std::vector<std::vector<std::string_view>> words;
  for (std::string& line : lines) {
    if (options.lowercase) line = lowercase(line);
    characters.push_back(to_characters(line, options.whitespace));
    if (options.word_order > 0) words.push_back(to_words(line));
  }
  std::vector<ChrfStatistics> against(references.size());
  append_counts(characters, options.character_order, against);
  if (options.word_order > 0) append_counts(number_words(words), options.word_order, against);
  return *std::max_element(against.begin(), against.end(), [&](const auto& a, const auto& b) {
    return chrf(a, options) < chrf(b, options);
  });
}

}  // namespace

ChrfStatistics& ChrfStatistics::operator+=(const ChrfStatistics& other) {
  for (size_t i = 0; i < orders.size(); ++i) {
    orders[i].hypothesis += other.orders[i].hypothesis;
    orders[i].reference += other.orders[i].reference;
    orders[i].matches += other.orders[i].matches;
  }
  return *this;
}

std::vector<ChrfStatistics> chrf_statistics(const std::vector<std::string>& hypotheses,
                                            const References& references,
                                            const ChrfOptions& options) {
  check_options(options);
  return measure_sentences(hypotheses, references, [&](const auto& hypothesis, const auto& lines) {
    return measure(hypothesis, lines, options);
  });
}

Score chrf_from_statistics(const ChrfStatistics& sum, const ChrfOptions& options) {
  Score score;
  score.name = "chrF" + std::to_string(options.beta) + std::string(options.word_order, '+');
  score.score = chrf(sum, options);
  return score;
}

Score corpus_chrf(const std::vector<std::string>& hypotheses, const References& references,
                  const ChrfOptions& options) {
  Score score =
      chrf_from_statistics(sum(chrf_statistics(hypotheses, references, options)), options);
  score.signature = signature(options, references);
  return score;
}

}  // namespace dragoman
