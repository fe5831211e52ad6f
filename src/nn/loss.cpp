#include "dragoman/nn/loss.h"

#include <algorithm>

#include "nn/tape/output_loss.h"

namespace dragoman {
namespace {

/// Σ_i KL(p_2i ‖ p_2i+1) + KL(p_2i+1 ‖ p_2i) = Σ_i (p_2i − p_2i+1) · (log p_2i − log p_2i+1).
/// @param log_probabilities [N, V]
Tensor divergence(const Tensor& log_probabilities) {
  const Tensor pairs = log_probabilities.view({-1, 2, log_probabilities.size(1)});
  const Tensor first = pairs.select(1, 0), second = pairs.select(1, 1);
  return ((first.exp() - second.exp()) * (first - second)).sum();
}

/// The scores of all words, [count, V], in rows from `begin` on.
Tensor scores_of(const Outputs& outputs, int64_t begin, int64_t count) {
  return with_prior(
      torch::linear(outputs.readouts.narrow(0, begin, count), outputs.weight, outputs.bias),
      outputs.prior.rows(begin, count));
}

/// The same by LibTorch, for any device; where it is differentiated, all logits are kept.
variable_list reference_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                             const std::vector<Outputs>& teachers, const Tensor& weights) {
  const Tensor& readouts = outputs.readouts;
  Tensor trained = torch::zeros({}, readouts.options()), cross_entropy = trained;
  for (int64_t begin = 0; begin < readouts.size(0); begin += output_chunk_rows) {
    const int64_t rows = std::min(output_chunk_rows, readouts.size(0) - begin);
    const Tensor log_probabilities = torch::log_softmax(scores_of(outputs, begin, rows), -1);
    const Tensor correct =
        log_probabilities.gather(1, words.narrow(0, begin, rows).unsqueeze(1)).squeeze(1);
    Tensor of_rows =
        (correct * (1 - terms.smoothing) + log_probabilities.mean(1) * terms.smoothing) *
        (1 - terms.distillation);
    if (terms.distillation > 0) {
      const Tensor aims = mean_probabilities(teachers, begin, rows);
      of_rows = of_rows + (aims * log_probabilities).sum(1) * terms.distillation;
    }
    const Tensor weigh = weights.defined() ? weights.narrow(0, begin, rows).to(correct.dtype())
                                           : torch::ones_like(correct);
    trained = trained - of_rows.dot(weigh);
    cross_entropy = cross_entropy - correct.detach().dot(weigh);
    if (terms.r_drop > 0) trained = trained + divergence(log_probabilities) * (terms.r_drop / 2);
  }
  return {trained, cross_entropy};
}

void check_outputs(const Outputs& outputs, const Tensor& words) {
  const auto& [readouts, weight, bias, prior] = outputs;
  TORCH_CHECK(readouts.dim() == 2 && words.dim() == 1 && words.size(0) == readouts.size(0) &&
                  words.scalar_type() == torch::kLong,
              "loss: readouts must be [N,E] and words int64 [N], got ", readouts.sizes(), " and ",
              words.sizes());
  TORCH_CHECK(readouts.size(1) == weight.size(1) && bias.sizes() == weight.sizes().slice(0, 1),
              "loss: readouts must be [N,E], weight [V,E] and bias [V], got ", readouts.sizes(),
              ", ", weight.sizes(), " and ", bias.sizes());
  TORCH_CHECK(!prior.any() || prior.weights.size(0) == words.size(0),
              "loss: the lexical prior must have a row for each of ", words.size(0));
}

}  // namespace

Loss cross_entropy_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                        const Arithmetic& arithmetic, const std::vector<Outputs>& teachers,
                        const Tensor& weights) {
  const auto& [readouts, weight, bias, prior] = outputs;
  check_outputs(outputs, words);
  for (const Outputs& teacher : teachers) {
    check_outputs(teacher, words);
    TORCH_CHECK(teacher.bias.size(0) == bias.size(0), "loss: a teacher has ", teacher.bias.size(0),
                " words, its student ", bias.size(0));
  }
  TORCH_CHECK(teachers.empty() == (terms.distillation == 0),
              "loss: distillation needs a teacher, and a teacher distillation");
  TORCH_CHECK(!weights.defined() || (terms.r_drop == 0 && weights.sizes() == words.sizes()),
              "loss: weights are one for each row, and not with R-Drop, got ", weights.sizes());
  TORCH_CHECK(terms.r_drop == 0 || words.size(0) % 2 == 0,
              "loss: two passes over each word make an even number of rows, got ", words.size(0));
  if (!arithmetic.fast_on(readouts)) {
    const variable_list sums = reference_loss(outputs, words, terms, teachers, weights);
    return {sums[0], sums[1]};
  }
  TORCH_CHECK(!words.is_cpu() || words.numel() == 0 ||
                  (words.ge(0) & words.lt(weight.size(0))).all().item<bool>(),
              "loss: a word is outside [0, ", weight.size(0), ")");
  const variable_list sums =
      output_loss(outputs, words, terms, teachers, weights, arithmetic.precision);
  return {sums[0], sums[1]};
}

Tensor mean_probabilities(const std::vector<Outputs>& outputs, int64_t begin, int64_t count) {
  const torch::NoGradGuard no_grad;
  Tensor sum;
  for (const Outputs& one : outputs) {
    const Tensor probabilities = torch::softmax(scores_of(one, begin, count), -1);
    sum = sum.defined() ? sum + probabilities : probabilities;
  }
  return sum / static_cast<double>(outputs.size());
}

Outputs outputs_of(const Tensor& words, const Tensor& probabilities, int64_t vocabulary) {
  constexpr double next_to_nothing = 1e-9;
  const auto options = probabilities.options();
  const int64_t rows = words.size(0);
  // Scores of zero, and a prior that says it all: a lexicon of one source piece a row.
  return {torch::zeros({rows, 1}, options),
          torch::zeros({vocabulary, 1}, options),
          torch::zeros({vocabulary}, options),
          {words, probabilities.unsqueeze(1), torch::arange(rows, words.options()),
           torch::ones({rows, 1}, options), next_to_nothing}};
}

Tensor word_log_probabilities(const Outputs& outputs, const Tensor& words) {
  const torch::NoGradGuard no_grad;
  check_outputs(outputs, words);
  std::vector<Tensor> parts = {torch::empty({0}, outputs.readouts.options().dtype(torch::kDouble))};
  for (int64_t begin = 0; begin < words.size(0); begin += output_chunk_rows) {
    const int64_t rows = std::min(output_chunk_rows, words.size(0) - begin);
    const Tensor scores = scores_of(outputs, begin, rows);
    const Tensor of_words = words.narrow(0, begin, rows).unsqueeze(1);
    parts.push_back(
        torch::log_softmax(scores, -1).gather(1, of_words).squeeze(1).to(torch::kDouble));
  }
  return torch::cat(parts);
}

Tensor guided_attention_loss(const Tensor& weights, const Tensor& alignment) {
  TORCH_CHECK(weights.sizes() == alignment.sizes(), "loss: weights are ", weights.sizes(),
              " and their alignment ", alignment.sizes());
  constexpr double tiny = 1e-8;  // a weight may be 0
  return -(alignment.to(weights.scalar_type()) * (weights + tiny).log()).sum();
}

}  // namespace dragoman
