#include "cli/study_measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/selected.h"
#include "dragoman/config/config_file.h"
#include "dragoman/metrics/length_buckets.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/nn/model.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/report/alignment_quality.h"
#include "dragoman/report/run_report.h"
#include "dragoman/search/load_translator.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/lines.h"
#include "dragoman/training/run_directory.h"
#include "dragoman/training/validator.h"

namespace dragoman {
namespace {

// Sentences whose attention the mean entropy is taken over.
constexpr size_t entropy_sentences = 200;

/// Speed and curve, as the run logged them.
void read_log(const RunDirectory& directory, StudyResult& result) {
  const RunRecord run = read_run(directory);
  double tokens = 0, seconds = 0;
  for (const UpdateReport& update : run.updates) {
    tokens += static_cast<double>(update.target_tokens);
    seconds += update.seconds;
    result.updates = update.update;
  }
  for (const ValidationReport& validation : run.validations) {
    result.curve.push_back({validation.update, validation.bleu, validation.perplexity});
    result.updates = std::max(result.updates, validation.update);
  }
  if (seconds > 0) result.training_tokens_per_second = tokens / seconds;
}

struct Translated {
  std::vector<std::string> text;
  double seconds;
};

Translated translate(const Translator& translator, const std::vector<std::string>& sources) {
  const auto started = std::chrono::steady_clock::now();
  Translated translated;
  for (Translation& translation : translator.translate(sources)) {
    translated.text.push_back(std::move(translation.text));
  }
  const auto ended = std::chrono::steady_clock::now();
  translated.seconds = std::chrono::duration<double>(ended - started).count();
  return translated;
}

TestScores score(const std::vector<std::string>& sources,
                 const std::vector<std::string>& hypotheses, const References& references,
                 const std::vector<int64_t>& bounds) {
  const SummedMetric bleu = summed_bleu(hypotheses, references);
  const SummedMetric chrf = summed_chrf(hypotheses, references);
  TestScores scores;
  scores.sentences = static_cast<int64_t>(sources.size());
  scores.bleu = bleu.score.score;
  scores.chrf = chrf.score.score;
  scores.bleu_interval = bootstrap_interval(bleu);
  scores.chrf_interval = bootstrap_interval(chrf);
  for (const LengthBucket& bucket : length_buckets(sources, bounds)) {
    const double part =
        corpus_bleu(selected(hypotheses, bucket.sentences), selected(references, bucket.sentences))
            .score;
    scores.by_length.push_back(
        {bucket.name(), static_cast<int64_t>(bucket.sentences.size()), part});
  }
  return scores;
}

std::string translations_file(int64_t concat) {
  return fmt::format("test.{}.txt", concat);
}

void measure_tests(const Study& study, const StudyRun& run, const ParallelCorpus& test,
                   const Translator& translator, StudyResult& result) {
  for (const int64_t concat : study.concat) {
    const auto sources = joined_lines(test.source, concat);
    const auto targets = joined_lines(test.target, concat);
    const Translated translated = translate(translator, sources);
    result.tests.push_back(
        score(sources, translated.text, single_references(targets), study.length_bounds));
    result.tests.back().concat = concat;
    if (result.sentences_per_second == 0) {
      result.sentences_per_second = static_cast<double>(sources.size()) / translated.seconds;
    }
    write_atomically(run.directory / translations_file(concat), [&](std::ostream& out) {
      for (const std::string& line : translated.text) out << line << '\n';
    });
  }
}

void measure_attention(const Study& study, const ParallelCorpus& test, const Translator& translator,
                       StudyResult& result) {
  Aligner aligner = translator.aligner();
  std::vector<Alignment> alignments;
  for (size_t i = 0; i < std::min(entropy_sentences, test.size()); ++i) {
    alignments.push_back(aligner.align_text(test.source[i], test.target[i]));
  }
  result.entropy = mean_entropy(alignments);
  for (const Translation& example : translator.translate(study.examples)) {
    result.examples.push_back(aligner.align(example.source, example.target));
  }
  if (study.alignments.empty()) return;
  const std::vector<std::string> lines = read_lines(study.alignments);
  if (lines.size() != test.size()) {
    fail_input("{} has {} lines, the test set {}: give one line of links a pair", study.alignments,
               lines.size(), test.size());
  }
  const AlignmentScore quality = alignment_quality(aligner, test.source, test.target,
                                                   parse_alignments(lines, study.alignments));
  result.alignment_error = quality.error_rate();
}

std::filesystem::path directory_of(const Study& study, const StudyResult& result) {
  const auto variant = std::find_if(study.variants.begin(), study.variants.end(),
                                    [&](const auto& one) { return one.name == result.variant; });
  return run_directory_of(study, *variant, result.seed);
}

/// Compares with the first of them.
void compare(const Study& study, const std::vector<StudyResult*>& results) {
  const int64_t concat = study.concat.front();
  const RunDirectory first{directory_of(study, *results.front())};
  const Config config = read_config(first.config(), {}, model_choices());
  const References references =
      single_references(joined_lines(read_lines(config.data.test_target), concat));
  std::vector<SummedMetric> systems;
  for (const StudyResult* result : results) {
    const auto translations = directory_of(study, *result) / translations_file(concat);
    systems.push_back(summed_bleu(read_lines(translations), references));
  }
  const std::vector<Comparison> comparisons = paired_bootstrap(systems);
  for (size_t at = 1; at < results.size(); ++at) {
    results[at]->gain = results[at]->tests.front().bleu - results[0]->tests.front().bleu;
    results[at]->p_value = comparisons[at].p_value;
  }
}

}  // namespace

std::string measuring_of(const Study& study) {
  return nlohmann::json{study.concat, study.length_bounds, study.examples, study.alignments}.dump();
}

void compare_with_first(const Study& study, std::vector<StudyResult>& results) {
  for (const int64_t seed : study.seeds) {
    std::vector<StudyResult*> of_seed;
    for (StudyResult& result : results) {
      if (result.seed == seed) of_seed.push_back(&result);
    }
    const bool comparable =
        of_seed.size() > 1 && of_seed.front()->variant == study.variants.front().name;
    if (comparable) compare(study, of_seed);
  }
}

StudyResult measure(const Study& study, const StudyRun& run) {
  const RunDirectory directory{run.directory};
  Config config;
  const auto translator =
      load_translator(directory.best(), [&](const Config& trained) { config = trained; });
  if (config.data.test_source.empty()) {
    fail_input("{}: data.test_source and data.test_target are not set, which a study is about",
               study.base);
  }
  const ParallelCorpus test = read_parallel(config.data.test_source, config.data.test_target);
  StudyResult result;
  result.variant = run.variant;
  result.seed = run.seed;
  result.measured = measuring_of(study);
  result.peak_memory_mib = run.peak_memory_mib;
  result.parameters = parameter_count(*load_model(directory.best()).model);
  read_log(directory, result);
  const EncodedCorpus encoded =
      encode_all("test", test, translator->vocabularies(), config.data).corpus;
  result.perplexity =
      std::exp(mean_cross_entropy(translator->stepper(), encoded, config.search.batch_size));
  measure_tests(study, run, test, *translator, result);
  measure_attention(study, test, *translator, result);
  return result;
}

}  // namespace dragoman
