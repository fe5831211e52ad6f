#include "report/study_tables.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "report/spread.h"

namespace dragoman {
namespace {

std::string with_interval(double score, const Interval& interval) {
  return fmt::format("{:.2f} ± {:.2f}", score, interval.half_width);
}

bool any_alignment_error(const std::vector<StudyResult>& results) {
  return std::any_of(results.begin(), results.end(),
                     [](const StudyResult& result) { return result.alignment_error.has_value(); });
}

std::string p_value_of(const StudyResult& result) {
  if (!result.p_value) return "";
  return *result.p_value < 0.001 ? "< 0.001" : fmt::format("{:.3f}", *result.p_value);
}

/// Of one variant, all its seeds.
struct SeedScores {
  std::vector<double> bleu, gains, chrf, perplexity, speed;
};

SeedScores seed_scores(const std::vector<StudyResult>& results, const std::string& variant) {
  SeedScores scores;
  for (const StudyResult& result : results) {
    if (result.variant != variant) continue;
    const TestScores& test = result.tests.front();
    scores.bleu.push_back(test.bleu);
    scores.chrf.push_back(test.chrf);
    scores.perplexity.push_back(result.perplexity);
    scores.speed.push_back(result.training_tokens_per_second);
    if (result.gain) scores.gains.push_back(*result.gain);
  }
  return scores;
}

/// "36.62 ± 0.41", of one score "36.62"; a `gain` has its sign.
std::string with_deviation(const std::vector<double>& scores, bool gain = false) {
  if (scores.empty()) return "";
  const Spread spread = spread_of(scores);
  std::string text = fmt::format("{}{:.2f}", gain && spread.mean >= 0 ? "+" : "", spread.mean);
  if (scores.size() > 1) text += fmt::format(" ± {:.2f}", spread.deviation);
  return text;
}

StudyTable means_table(const Study& study, const std::vector<StudyResult>& results) {
  StudyTable table{
      "Means over seeds, ± their deviation",
      {"variant", "seeds", "BLEU", "to the first", "chrF", "perplexity", "training tokens/s"},
      {}};
  for (const StudyVariant& variant : study.variants) {
    const SeedScores scores = seed_scores(results, variant.name);
    if (scores.bleu.empty()) continue;
    table.rows.push_back({variant.name, fmt::format("{}", scores.bleu.size()),
                          with_deviation(scores.bleu), with_deviation(scores.gains, true),
                          with_deviation(scores.chrf),
                          fmt::format("{:.2f}", spread_of(scores.perplexity).mean),
                          fmt::format("{:.0f}", spread_of(scores.speed).mean)});
  }
  return table;
}

StudyTable overview(const Study& study, const std::vector<StudyResult>& results) {
  StudyTable table{"Scores and costs",
                   {"variant", "BLEU", "p to the first", "chrF", "perplexity", "attention entropy",
                    "training tokens/s", "translated sentences/s", "memory, MiB", "parameters"},
                   {}};
  const bool alignments = any_alignment_error(results);
  if (alignments) table.header.emplace_back("alignment error");
  for (const StudyResult& result : results) {
    const TestScores& test = result.tests.front();
    table.rows.push_back(
        {label_of(study, result), with_interval(test.bleu, test.bleu_interval), p_value_of(result),
         with_interval(test.chrf, test.chrf_interval), fmt::format("{:.2f}", result.perplexity),
         fmt::format("{:.2f}", result.entropy),
         fmt::format("{:.0f}", result.training_tokens_per_second),
         fmt::format("{:.1f}", result.sentences_per_second),
         fmt::format("{:.0f}", result.peak_memory_mib), fmt::format("{}", result.parameters)});
    if (alignments) {
      table.rows.back().push_back(
          result.alignment_error ? fmt::format("{:.1f} %", *result.alignment_error) : "");
    }
  }
  return table;
}

StudyTable joined_lines_table(const Study& study, const std::vector<StudyResult>& results) {
  StudyTable table{"BLEU with N lines of the test set joined", {"variant"}, {}};
  for (const int64_t concat : study.concat) table.header.push_back(fmt::format("N = {}", concat));
  for (const StudyResult& result : results) {
    table.rows.push_back({label_of(study, result)});
    for (const TestScores& test : result.tests) {
      table.rows.back().push_back(with_interval(test.bleu, test.bleu_interval));
    }
  }
  return table;
}

StudyTable length_table(const Study& study, const std::vector<StudyResult>& results, size_t test) {
  const TestScores& first = results.front().tests[test];
  StudyTable table{"BLEU by source length in words" +
                       (first.concat == 1 ? "" : fmt::format(", {} lines joined", first.concat)),
                   {"variant"},
                   {}};
  for (const LengthScore& part : first.by_length) {
    table.header.push_back(fmt::format("{} ({})", part.source_words, part.sentences));
  }
  for (const StudyResult& result : results) {
    table.rows.push_back({label_of(study, result)});
    for (const LengthScore& part : result.tests[test].by_length) {
      table.rows.back().push_back(fmt::format("{:.2f}", part.bleu));
    }
  }
  return table;
}

}  // namespace

std::string label_of(const Study& study, const StudyResult& result) {
  if (study.seeds.size() == 1) return result.variant;
  return fmt::format("{}, seed {}", result.variant, result.seed);
}

std::vector<StudyTable> study_tables(const Study& study, const std::vector<StudyResult>& results) {
  std::vector<StudyTable> tables;
  if (study.seeds.size() > 1) tables.push_back(means_table(study, results));
  tables.push_back(overview(study, results));
  if (study.concat.size() > 1) tables.push_back(joined_lines_table(study, results));
  for (size_t test = 0; test < study.concat.size(); ++test) {
    tables.push_back(length_table(study, results, test));
  }
  return tables;
}

}  // namespace dragoman
