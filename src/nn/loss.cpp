#include "dragoman/nn/loss.h"

#include <algorithm>
#include <array>

#include <torch/autograd.h>

#include "dragoman/kernels/cross_entropy.h"
#include "dragoman/nn/array_of.h"
#include "nn/tape/operator.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

// Rows of logits in flight: large enough for a good product, small enough for the caches.
constexpr int64_t chunk_rows = 512;

// Products of the last chunk have a multiple of this many rows, some of them zero: each number of
// rows costs the making of new kernels once.
constexpr int64_t row_multiple = 16;

int64_t rounded_up(int64_t rows) {
  return (rows + row_multiple - 1) / row_multiple * row_multiple;
}

/// What the chunks of one call work in.
struct ChunkBuffers {
  Tensor logits;         // [chunk, V]
  Tensor rounded;        // [chunk, V] in bf16, where that is the precision
  Tensor bias_gradient;  // [parts, V]; undefined where no gradient is wanted
  Tensor row_sums;       // float64 [chunk, 2]
  Tensor sums;           // float64 [2], of all chunks
};

/// The output layer and the loss in chunks of rows, whose gradients are taken at once: the forward
/// pass leaves all that the backward pass returns, but for a factor.
class OutputLoss : public Operator {
 public:
  OutputLoss(const Tensor& readouts, const Tensor& weight, const Tensor& bias, const Tensor& words,
             double smoothing, Precision precision, bool differentiated)
      : readouts_(readouts.detach()),
        bias_(bias.detach()),
        words_(words.contiguous()),
        smoothing_(smoothing),
        precision_(precision),
        weight_(weight, precision, Use::once),
        entries_{ledger_.add(readouts), ledger_.add(weight), ledger_.add(bias)} {
    const int64_t longest = std::min(chunk_rows, readouts.size(0)), width = bias.size(0);
    const int64_t chunk = rounded_up(longest);
    buffers_.logits = torch::empty({chunk, width}, readouts_.options());
    const auto doubles = readouts_.options().dtype(torch::kDouble);
    buffers_.row_sums = torch::empty({chunk, 2}, doubles);
    buffers_.sums = torch::zeros({2}, doubles);
    if (!differentiated) return;
    if (precision == Precision::bf16) {
      buffers_.rounded = torch::empty({chunk, width}, readouts_.options().dtype(torch::kBFloat16));
    }
    buffers_.bias_gradient = torch::zeros({bias_gradient_parts, width}, readouts_.options());
    gradients_ = {torch::empty_like(readouts_), torch::empty_like(weight.detach())};
    if (readouts.size(0) == 0) gradients_[1].zero_();
  }

  variable_list forward() override {
    for (int64_t begin = 0; begin < readouts_.size(0); begin += chunk_rows) {
      run_chunk(begin, std::min(chunk_rows, readouts_.size(0) - begin));
    }
    if (!gradients_.empty()) gradients_.push_back(buffers_.bias_gradient.sum(0));
    const Tensor sums = buffers_.sums.to(readouts_.scalar_type());
    buffers_ = {};
    return {sums[0], sums[1]};
  }

  void backward(const variable_list& upstream) override {
    // A GPU is not waited for to find out.
    const bool scaled = !upstream[0].is_cpu() || upstream[0].item<double>() != 1;
    for (size_t i = 0; i < entries_.size(); ++i) {
      ledger_.gradient(entries_[i]) = scaled ? gradients_[i] * upstream[0] : gradients_[i];
    }
  }

 private:
  void run_chunk(int64_t begin, int64_t rows) {
    const int64_t padded = rounded_up(rows);
    const Tensor chunk = torch::zeros({padded, readouts_.size(1)}, readouts_.options());
    chunk.narrow(0, 0, rows).copy_(readouts_.narrow(0, begin, rows));
    weight_.multiply(chunk, buffers_.logits.narrow(0, 0, padded));
    cross_entropy_rows({array_of(buffers_.logits), array_of(bias_),
                        array_of(words_.narrow(0, begin, rows)), smoothing_,
                        array_of(buffers_.bias_gradient), array_of(buffers_.rounded),
                        array_of(buffers_.row_sums), array_of(buffers_.sums)});
    if (gradients_.empty()) return;
    const Tensor& all = buffers_.rounded.defined() ? buffers_.rounded : buffers_.logits;
    const Tensor gradient = all.narrow(0, 0, padded);
    gradient.narrow(0, rows, padded - rows).zero_();
    weight_gradient(gradient, chunk, precision_, gradients_[1], begin > 0);
    weight_.multiply(gradient, chunk, {.gradient = true});
    gradients_[0].narrow(0, begin, rows).copy_(chunk.narrow(0, 0, rows));
  }

  Tensor readouts_, bias_, words_;
  double smoothing_;
  Precision precision_;
  WeightOperand weight_;
  ChunkBuffers buffers_;
  variable_list gradients_;  // of readouts, weight and bias; empty where none are wanted
  std::array<GradientLedger::Entry, 3> entries_;
};

/// The same by LibTorch, for any device; where it is differentiated, all logits are kept.
variable_list reference_loss(const Tensor& readouts, const Tensor& weight, const Tensor& bias,
                             const Tensor& words, double smoothing) {
  Tensor smoothed = torch::zeros({}, readouts.options()), cross_entropy = smoothed;
  for (int64_t begin = 0; begin < readouts.size(0); begin += chunk_rows) {
    const int64_t rows = std::min(chunk_rows, readouts.size(0) - begin);
    const Tensor log_probabilities =
        torch::log_softmax(torch::linear(readouts.narrow(0, begin, rows), weight, bias), -1);
    const Tensor correct = log_probabilities.gather(1, words.narrow(0, begin, rows).unsqueeze(1));
    cross_entropy = cross_entropy - correct.sum().detach();
    smoothed =
        smoothed - correct.sum() * (1 - smoothing) - log_probabilities.mean(1).sum() * smoothing;
  }
  return {smoothed, cross_entropy};
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
  if (!arithmetic.fast_on(readouts)) {
    const variable_list sums = reference_loss(readouts, weight, bias, words, smoothing);
    return {sums[0], sums[1]};
  }
  TORCH_CHECK(!words.is_cpu() || words.numel() == 0 ||
                  (words.ge(0) & words.lt(weight.size(0))).all().item<bool>(),
              "loss: a word is outside [0, ", weight.size(0), ")");
  // Asked here, because within a Function the gradient mode is always off.
  const bool differentiated =
      torch::GradMode::is_enabled() &&
      (readouts.requires_grad() || weight.requires_grad() || bias.requires_grad());
  const variable_list sums = run_operator(c10::make_intrusive<OutputLoss>(
      readouts, weight, bias, words, smoothing, arithmetic.precision, differentiated));
  return {sums[0], sums[1]};
}

}  // namespace dragoman
