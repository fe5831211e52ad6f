#include "dragoman/nn/loss.h"

#include <algorithm>
#include <array>

#include <ATen/Parallel.h>
#include <torch/autograd.h>

#include "nn/recurrence/operator.h"
#include "nn/recurrence/pointwise/rows.h"
#include "nn/recurrence/product.h"

namespace dragoman {
namespace {

// Rows of logits in flight: large enough for a good product, small enough for the caches.
constexpr int64_t chunk_rows = 256;

/// Turns the logits [n, V] into the gradient of their loss and returns the sums over the rows.
CrossEntropySums cross_entropy_rows(const Tensor& logits, const Tensor& words, double smoothing) {
  const int64_t rows = logits.size(0);
  std::vector<CrossEntropySums> sums(static_cast<size_t>(rows));
  AT_DISPATCH_FLOATING_TYPES(logits.scalar_type(), "loss", [&] {
    at::parallel_for(0, rows, 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        sums[static_cast<size_t>(row)] =
            cross_entropy_row({logits.data_ptr<scalar_t>() + row * logits.size(1), logits.size(1),
                               words.data_ptr<int64_t>()[row], smoothing});
      }
    });
  });
  CrossEntropySums total;
  for (const CrossEntropySums& row : sums) {
    total.smoothed += row.smoothed;
    total.cross_entropy += row.cross_entropy;
  }
  return total;
}

/// The output layer and the loss in chunks of rows, whose gradients are taken at once: the forward
/// pass leaves all that the backward pass returns, but for a factor.
class OutputLoss : public Operator {
 public:
  OutputLoss(const Tensor& readouts, const Tensor& weight, const Tensor& bias, const Tensor& words,
             double smoothing, const Arithmetic& arithmetic, bool differentiated)
      : readouts_(readouts.detach()),
        bias_(bias.detach()),
        words_(words),
        smoothing_(smoothing),
        precision_(arithmetic.precision),
        differentiated_(differentiated),
        packed_(weight, arithmetic.precision),
        entries_{ledger_.add(readouts), ledger_.add(weight), ledger_.add(bias)} {
    if (!differentiated) return;
    gradients_ = {torch::empty_like(readouts_), torch::zeros_like(weight.detach()),
                  torch::zeros_like(bias_)};
  }

  variable_list forward() override {
    CrossEntropySums sums;
    Tensor logits =
        torch::empty({std::min(chunk_rows, readouts_.size(0)), bias_.size(0)}, readouts_.options());
    for (int64_t begin = 0; begin < readouts_.size(0); begin += chunk_rows) {
      const int64_t rows = std::min(chunk_rows, readouts_.size(0) - begin);
      const CrossEntropySums chunk = run_chunk(begin, logits.narrow(0, 0, rows));
      sums.smoothed += chunk.smoothed;
      sums.cross_entropy += chunk.cross_entropy;
    }
    return {torch::full({}, sums.smoothed, readouts_.options()),
            torch::full({}, sums.cross_entropy, readouts_.options())};
  }

  void backward(const variable_list& upstream) override {
    const bool scaled = upstream[0].item<double>() != 1;
    for (size_t i = 0; i < entries_.size(); ++i) {
      ledger_.gradient(entries_[i]) = scaled ? gradients_[i] * upstream[0] : gradients_[i];
    }
  }

 private:
  CrossEntropySums run_chunk(int64_t begin, const Tensor& logits) {
    const int64_t rows = logits.size(0);
    const Tensor chunk = readouts_.narrow(0, begin, rows);
    Tensor(logits).copy_(bias_.expand_as(logits));
    packed_.apply(chunk, logits, true);
    const CrossEntropySums sums =
        cross_entropy_rows(logits, words_.narrow(0, begin, rows), smoothing_);
    if (!differentiated_) return sums;
    packed_.apply_transposed(logits, gradients_[0].narrow(0, begin, rows));
    weight_gradient(logits, chunk, precision_, gradients_[1], true);
    gradients_[2].add_(logits.sum(0));
    return sums;
  }

  Tensor readouts_, bias_, words_;
  double smoothing_;
  Precision precision_;
  bool differentiated_;
  PackedWeight packed_;
  variable_list gradients_;  // of readouts, weight and bias
  std::array<GradientLedger::Entry, 3> entries_;
};

/// The same step by step, for any device; keeps all logits.
variable_list reference_loss(const Tensor& readouts, const Tensor& weight, const Tensor& bias,
                             const Tensor& words, double smoothing) {
  const Tensor log_probabilities = torch::log_softmax(torch::linear(readouts, weight, bias), 1);
  const Tensor cross_entropy = -log_probabilities.gather(1, words.unsqueeze(1)).sum();
  const Tensor smoothed =
      cross_entropy * (1 - smoothing) - log_probabilities.mean(1).sum() * smoothing;
  return {smoothed, cross_entropy.detach()};
}

}  // namespace

Loss smoothed_cross_entropy(const Tensor& readouts, const Tensor& weight, const Tensor& bias,
                            const Tensor& words, double smoothing, const Arithmetic& arithmetic) {
  TORCH_CHECK(readouts.dim() == 2 && words.dim() == 1 && words.size(0) == readouts.size(0),
              "loss: readouts must be [N,E] and words [N], got ", readouts.sizes(), " and ",
              words.sizes());
  TORCH_CHECK(readouts.size(1) == weight.size(1) && bias.sizes() == weight.sizes().slice(0, 1),
              "loss: readouts must be [N,E], weight [V,E] and bias [V], got ", readouts.sizes(),
              ", ", weight.sizes(), " and ", bias.sizes());
  if (arithmetic.kernels == Kernels::reference || !readouts.is_cpu()) {
    const variable_list sums = reference_loss(readouts, weight, bias, words, smoothing);
    return {sums[0], sums[1]};
  }
  TORCH_CHECK(words.numel() == 0 || (words.ge(0) & words.lt(weight.size(0))).all().item<bool>(),
              "loss: a word is outside [0, ", weight.size(0), ")");
  // Asked here, because within a Function the gradient mode is always off.
  const bool differentiated =
      torch::GradMode::is_enabled() &&
      (readouts.requires_grad() || weight.requires_grad() || bias.requires_grad());
  const variable_list sums = run_operator(c10::make_intrusive<OutputLoss>(
      readouts, weight, bias, words, smoothing, arithmetic, differentiated));
  return {sums[0], sums[1]};
}

}  // namespace dragoman
