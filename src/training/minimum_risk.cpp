#include "dragoman/training/minimum_risk.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/search/search_all.h"

namespace dragoman {
namespace {

using Ids = std::vector<int32_t>;

/// The pairs of a batch, as they were before it was made of them.
std::vector<EncodedPair> pairs_of(const Batch& batch) {
  const Tensor source = batch.source.cpu(), target = batch.target_output.t().contiguous().cpu();
  const Tensor lengths = batch.source_lengths.cpu(), words = batch.target_mask.sum(0).cpu();
  std::vector<EncodedPair> pairs;
  for (int64_t row = 0; row < source.size(0); ++row) {
    const auto ids = [row](const Tensor& side, int64_t count) {
      const int64_t* begin = side[row].data_ptr<int64_t>();
      return Ids(begin, begin + count);
    };
    // The end token is no piece.
    pairs.push_back({ids(source, lengths[row].item<int64_t>() - 1),
                     ids(target, words[row].item<int64_t>() - 1)});
  }
  return pairs;
}

/// A model in evaluation, and in training again afterwards.
class WithoutDropout {
 public:
  explicit WithoutDropout(TranslationModel& model) : model_(model) { model_.eval(); }
  ~WithoutDropout() { model_.train(); }
  WithoutDropout(const WithoutDropout&) = delete;
  WithoutDropout& operator=(const WithoutDropout&) = delete;

 private:
  TranslationModel& model_;
};

std::vector<int64_t> widened(const Ids& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

Risk risk_of(const std::vector<double>& log_probabilities, const std::vector<int64_t>& lengths,
             const std::vector<double>& costs, double sharpness) {
  std::vector<double> shares;
  for (size_t k = 0; k < costs.size(); ++k) {
    shares.push_back(sharpness * log_probabilities[k] / static_cast<double>(lengths[k]));
  }
  const double most = *std::max_element(shares.begin(), shares.end());
  double sum = 0;
  for (double& share : shares) sum += share = std::exp(share - most);
  Risk risk;
  for (size_t k = 0; k < costs.size(); ++k) risk.value += (shares[k] /= sum) * costs[k];
  for (size_t k = 0; k < costs.size(); ++k) {
    risk.gradients.push_back(sharpness / static_cast<double>(lengths[k]) * shares[k] *
                             (costs[k] - risk.value));
  }
  return risk;
}

MinimumRisk::MinimumRisk(const Config& config, Vocabulary target)
    : config_(config.risk), search_(config.search), target_(std::move(target)) {}

double MinimumRisk::cost(const std::string& translation, const std::string& target) const {
  const double score = config_.metric == RiskMetric::bleu
                           ? sentence_bleu(translation, {target}).score
                           : corpus_chrf({translation}, {{target}}).score;
  return 1 - score / 100;
}

std::vector<std::vector<Hypothesis>> MinimumRisk::translations(
    TranslationModel& model, const std::vector<EncodedPair>& pairs, uint64_t seed) const {
  const WithoutDropout evaluation(model);
  const auto settings = std::make_shared<SearchSettings>(search_);
  settings->n_best = config_.samples;
  settings->sampling = Sampling{.seed = seed};
  std::vector<SearchSource> sources;
  for (const EncodedPair& pair : pairs) sources.push_back({widened(pair.source), settings});
  std::vector<std::vector<Hypothesis>> drawn(pairs.size());
  search_all(model.stepper(), std::move(sources), search_.batch_size,
             [&](size_t pair, std::vector<Hypothesis> found) { drawn[pair] = std::move(found); });
  return drawn;
}

RiskBatch MinimumRisk::draw(TranslationModel& model, const Batch& batch, uint64_t seed) const {
  const std::vector<EncodedPair> pairs = pairs_of(batch);
  const std::vector<std::vector<Hypothesis>> drawn = translations(model, pairs, seed);
  RiskBatch risk;
  std::vector<EncodedPair> rows;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const std::string target = target_.decode(widened(pairs[i].target));
    std::map<Ids, double> costs = {{pairs[i].target, 0.0}};
    for (const Hypothesis& hypothesis : drawn[i]) {
      const auto [place, is_new] =
          costs.try_emplace({hypothesis.words.begin(), hypothesis.words.end()});
      if (is_new) place->second = cost(target_.decode(hypothesis.words), target);
    }
    risk.begins.push_back(static_cast<int64_t>(rows.size()));
    for (const auto& [words, cost] : costs) {
      rows.push_back({pairs[i].source, words});
      risk.costs.push_back(cost);
    }
  }
  risk.begins.push_back(static_cast<int64_t>(rows.size()));
  std::vector<int64_t> all(rows.size());
  for (size_t row = 0; row < rows.size(); ++row) all[row] = static_cast<int64_t>(row);
  risk.batch = make_batch(rows, all).to(model.device());
  return risk;
}

Tensor MinimumRisk::loss(TranslationModel& model, const RiskBatch& drawn,
                         const Batch& batch) const {
  const auto& [rows, begins, costs] = drawn;
  const Encoded encoded = model.encode(rows.source, rows.source_lengths, rows.source_mask);
  const Decoded decoded = model.decode(encoded, rows.target_input);
  const Tensor scored =
      model.log_probabilities(decoded, rows.target_output, rows.target_mask).cpu();
  const Tensor words = rows.target_mask.sum(0).cpu(), targets = batch.target_mask.sum(0).cpu();
  const auto of = [&](const auto* values, size_t source) {
    return std::vector(values + begins[source], values + begins[source + 1]);
  };
  double total = 0;
  std::vector<double> weights;
  for (size_t source = 0; source + 1 < begins.size(); ++source) {
    const Risk risk =
        risk_of(of(scored.data_ptr<double>(), source), of(words.data_ptr<int64_t>(), source),
                of(costs.data(), source), config_.sharpness);
    const auto length = static_cast<double>(targets[static_cast<int64_t>(source)].item<int64_t>());
    total += length * risk.value;
    for (const double gradient : risk.gradients) weights.push_back(-length * gradient);
  }
  const Tensor of_rows = torch::tensor(weights, torch::kDouble).to(model.device());
  const Tensor surrogate =
      model.weighted_loss(decoded, rows.target_output, rows.target_mask, of_rows).trained;
  return surrogate - surrogate.detach() + total;
}

}  // namespace dragoman
