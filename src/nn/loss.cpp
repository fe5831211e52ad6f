#include "dragoman/nn/loss.h"

#include <algorithm>

#include <torch/autograd.h>

namespace dragoman {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows of logits in flight: large enough for a good product, small enough for the caches.
constexpr int64_t chunk_rows = 512;

struct Gradients {
  Tensor readouts, weight, bias;
};

/// Adds one chunk to the sums and, where wanted, its gradients; overwrites `logits` [n, V].
void add_chunk(Tensor logits, const Tensor& words, double smoothing, Loss& sums) {
  const Tensor normaliser = logits.logsumexp(1, true);
  const Tensor correct = (normaliser - logits.gather(1, words)).sum();
  sums.cross_entropy += correct;
  sums.smoothed += correct * (1 - smoothing);
  if (smoothing > 0) sums.smoothed += (normaliser.squeeze(1) - logits.mean(1)).sum() * smoothing;
  logits.sub_(normaliser).exp_();
}

class SmoothedCrossEntropy : public torch::autograd::Function<SmoothedCrossEntropy> {
 public:
  static variable_list forward(AutogradContext* context, const Tensor& readouts,
                               const Tensor& weight, const Tensor& bias, const Tensor& words,
                               double smoothing, bool differentiated) {
    Loss sums{torch::zeros({}, readouts.options()), torch::zeros({}, readouts.options())};
    Gradients gradients;
    if (differentiated) {
      gradients = {torch::empty_like(readouts), torch::zeros_like(weight), torch::zeros_like(bias)};
    }
    const double spread = smoothing / static_cast<double>(weight.size(0));
    for (int64_t begin = 0; begin < readouts.size(0); begin += chunk_rows) {
      const int64_t rows = std::min(chunk_rows, readouts.size(0) - begin);
      const Tensor chunk = readouts.narrow(0, begin, rows);
      const Tensor chunk_words = words.narrow(0, begin, rows).unsqueeze(1);
      const Tensor logits = torch::addmm(bias, chunk, weight.t());
      add_chunk(logits, chunk_words, smoothing, sums);
      if (!differentiated) continue;
      // d loss / d logits = p − (1 − ε)·onehot(y) − ε/V
      if (smoothing > 0) logits.sub_(spread);
      logits.scatter_add_(1, chunk_words, torch::full({rows, 1}, smoothing - 1, logits.options()));
      gradients.readouts.narrow(0, begin, rows).copy_(logits.mm(weight));
      gradients.weight.addmm_(logits.t(), chunk);
      gradients.bias.add_(logits.sum(0));
    }
    if (differentiated) {
      context->save_for_backward({gradients.readouts, gradients.weight, gradients.bias});
    }
    context->mark_non_differentiable({sums.cross_entropy});
    return {sums.smoothed, sums.cross_entropy};
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstream) {
    variable_list saved = context->get_saved_variables();
    return {saved[0] * upstream[0], saved[1] * upstream[0], saved[2] * upstream[0], {}, {}, {}};
  }
};

}  // namespace

Loss smoothed_cross_entropy(const Tensor& readouts, const Tensor& weight, const Tensor& bias,
                            const Tensor& words, double smoothing) {
  TORCH_CHECK(readouts.dim() == 2 && words.dim() == 1 && words.size(0) == readouts.size(0),
              "loss: readouts must be [N,E] and words [N], got ", readouts.sizes(), " and ",
              words.sizes());
  // Asked here, because within a Function the gradient mode is always off.
  const bool differentiated =
      torch::GradMode::is_enabled() &&
      (readouts.requires_grad() || weight.requires_grad() || bias.requires_grad());
  const variable_list sums =
      SmoothedCrossEntropy::apply(readouts, weight, bias, words, smoothing, differentiated);
  return {sums[0], sums[1]};
}

}  // namespace dragoman
