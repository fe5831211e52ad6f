#include "dragoman/nn/lexicon.h"

#include <torch/utils.h>

namespace dragoman {
namespace {

/// The target words of each row's source pieces, int64 [N, S · K].
Tensor words_of_rows(const LexicalPrior& prior) {
  return prior.words.index_select(0, prior.sources);
}

/// Their probabilities, [N, S, K].
Tensor probabilities_of_rows(const LexicalPrior& prior) {
  return prior.probabilities.index_select(0, prior.sources);
}

}  // namespace

bool Lexicon::fits(int64_t source_vocabulary, int64_t target_vocabulary, int64_t pieces) const {
  if (empty() || !probabilities.defined()) return false;
  const torch::IntArrayRef shape = words.sizes();
  return words.scalar_type() == torch::kInt && probabilities.scalar_type() == torch::kFloat &&
         shape == probabilities.sizes() &&
         shape == torch::IntArrayRef({source_vocabulary, pieces}) &&
         (words.ge(0) & words.lt(target_vocabulary)).all().item<bool>() &&
         (probabilities.ge(0) & probabilities.le(1)).all().item<bool>();
}

LexicalPrior LexicalPrior::rows(int64_t begin, int64_t count) const {
  if (!any()) return {};
  return {words, probabilities, sources.narrow(0, begin, count), weights.narrow(0, begin, count),
          floor};
}

LexicalPrior lexical_prior(const Lexicon& lexicon, double floor, const Tensor& source,
                           const Tensor& sources, const Tensor& weights) {
  const Tensor pieces = source.flatten();
  const auto of_pieces = [&](const Tensor& table) { return table.index_select(0, pieces); };
  return {of_pieces(lexicon.words).to(torch::kLong).view({source.size(0), -1}),
          of_pieces(lexicon.probabilities)
              .to(weights.scalar_type())
              .view({source.size(0), source.size(1), -1}),
          sources, weights, floor};
}

Tensor lexical_probabilities(const LexicalPrior& prior, int64_t vocabulary) {
  const int64_t count = prior.weights.size(0);
  const Tensor shares = (prior.weights.unsqueeze(2) * probabilities_of_rows(prior)).flatten(1);
  const Tensor none = torch::zeros({count, vocabulary}, shares.options().requires_grad(false));
  const Tensor words = words_of_rows(prior);
  if (shares.is_cpu()) return none.scatter_add(1, words, shares);
  // Off the CPU `scatter_add` adds in an order that changes from run to run.
  const Tensor rows = torch::arange(count, words.options()).unsqueeze(1).expand_as(words);
  return none.index_put({rows, words}, shares, true);
}

Tensor lexical_scores(const Tensor& probabilities, double floor) {
  return (probabilities / floor).log1p();
}

Tensor with_prior(const Tensor& scores, const LexicalPrior& prior) {
  if (!prior.any()) return scores;
  return scores + lexical_scores(lexical_probabilities(prior, scores.size(1)), prior.floor);
}

Tensor lexical_weight_gradient(const LexicalPrior& prior, const Tensor& probabilities,
                               const Tensor& score_gradient) {
  const Tensor by_probability = score_gradient / (probabilities + prior.floor);
  const Tensor of_rows = probabilities_of_rows(prior);
  return (by_probability.gather(1, words_of_rows(prior)).view(of_rows.sizes()) * of_rows).sum(2);
}

}  // namespace dragoman
