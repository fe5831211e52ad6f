#include "dragoman/report/study_result.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "dragoman/report/attention_map.h"
#include "dragoman/training/state_json.h"

namespace dragoman {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Interval, mean, half_width)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LengthScore, source_words, sentences, bleu)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TestScores, concat, sentences, bleu, chrf, bleu_interval,
                                   chrf_interval, by_length)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CurvePoint, update, bleu, perplexity)

void to_json(nlohmann::json& json, const StudyResult& result) {
  json = {{"variant", result.variant},
          {"seed", result.seed},
          {"measured", result.measured},
          {"parameters", result.parameters},
          {"updates", result.updates},
          {"training_tokens_per_second", result.training_tokens_per_second},
          {"peak_memory_mib", result.peak_memory_mib},
          {"perplexity", result.perplexity},
          {"sentences_per_second", result.sentences_per_second},
          {"entropy", result.entropy},
          {"tests", result.tests},
          {"curve", result.curve},
          {"examples", result.examples}};
  if (result.alignment_error) json["alignment_error"] = *result.alignment_error;
}

void from_json(const nlohmann::json& json, StudyResult& result) {
  json.at("variant").get_to(result.variant);
  json.at("seed").get_to(result.seed);
  result.measured = json.value("measured", "");
  json.at("parameters").get_to(result.parameters);
  json.at("updates").get_to(result.updates);
  json.at("training_tokens_per_second").get_to(result.training_tokens_per_second);
  json.at("peak_memory_mib").get_to(result.peak_memory_mib);
  json.at("perplexity").get_to(result.perplexity);
  json.at("sentences_per_second").get_to(result.sentences_per_second);
  json.at("entropy").get_to(result.entropy);
  json.at("tests").get_to(result.tests);
  json.at("curve").get_to(result.curve);
  json.at("examples").get_to(result.examples);
  if (json.contains("alignment_error")) result.alignment_error = json["alignment_error"];
}

std::optional<StudyResult> read_study_result(const std::filesystem::path& path) {
  std::ifstream in(path);
  try {
    StudyResult result = nlohmann::json::parse(in).get<StudyResult>();
    const auto& examples = result.examples;
    const bool whole = std::all_of(examples.begin(), examples.end(),
                                   [](const Alignment& example) { return is_complete(example); });
    if (whole) return result;
  } catch (const nlohmann::json::exception&) {
  }
  return std::nullopt;
}

double mean_entropy(const std::vector<Alignment>& alignments) {
  double sum = 0;
  int64_t rows = 0;
  for (const Alignment& alignment : alignments) {
    for (const auto& row : alignment.weights) {
      for (const double weight : row) sum -= weight > 0 ? weight * std::log(weight) : 0;
      ++rows;
    }
  }
  return rows == 0 ? 0 : sum / static_cast<double>(rows);
}

}  // namespace dragoman
