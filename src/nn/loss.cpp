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
  Tensor teacher;        // [chunk, V], the teachers' mean probabilities; undefined without any
  Tensor row_sums;       // float64 [chunk, 2]
  Tensor sums;           // float64 [2], of all chunks
};

/// `count` rows from `begin` on, and rows of zeros after them.
Tensor padded_rows(const Tensor& rows, int64_t begin, int64_t count) {
  const Tensor padded = torch::zeros({rounded_up(count), rows.size(1)}, rows.options());
  padded.narrow(0, 0, count).copy_(rows.narrow(0, begin, count));
  return padded;
}

/// The mean probabilities of several models.
class TeacherRows {
 public:
  TeacherRows(const std::vector<Outputs>& teachers, Precision precision) {
    for (const Outputs& teacher : teachers) {
      teachers_.push_back({teacher.readouts.detach(), teacher.bias.detach(),
                           WeightOperand(teacher.weight, precision, Use::once)});
    }
  }

  bool any() const { return !teachers_.empty(); }

  /// Writes them for `count` rows from `begin` on. @param scores to work in @param out both [n, V]
  void write(int64_t begin, int64_t count, const Tensor& scores, const Tensor& out) const {
    out.zero_();
    for (const Teacher& teacher : teachers_) {
      teacher.weight.multiply(padded_rows(teacher.readouts, begin, count), scores);
      out.add_(torch::softmax(scores + teacher.bias, 1),
               1.0 / static_cast<double>(teachers_.size()));
    }
  }

 private:
  struct Teacher {
    Tensor readouts, bias;
    WeightOperand weight;
  };
  std::vector<Teacher> teachers_;
};

/// The output layer and the loss in chunks of rows, whose gradients are taken at once: the forward
/// pass leaves all that the backward pass returns, but for a factor.
class OutputLoss : public Operator {
 public:
  OutputLoss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
             const std::vector<Outputs>& teachers, const Tensor& weights, Precision precision,
             bool differentiated)
      : readouts_(outputs.readouts.detach()),
        bias_(outputs.bias.detach()),
        words_(words.contiguous()),
        weights_(weights),
        terms_(terms),
        teachers_(teachers, precision),
        precision_(precision),
        weight_(outputs.weight, precision, Use::once),
        entries_{ledger_.add(outputs.readouts), ledger_.add(outputs.weight),
                 ledger_.add(outputs.bias)} {
    const int64_t longest = std::min(chunk_rows, readouts_.size(0)), width = bias_.size(0);
    const int64_t chunk = rounded_up(longest);
    const auto options = readouts_.options(), doubles = options.dtype(torch::kDouble);
    buffers_.logits = torch::empty({chunk, width}, options);
    if (teachers_.any()) buffers_.teacher = torch::empty({chunk, width}, options);
    buffers_.row_sums = torch::empty({chunk, 2}, doubles);
    buffers_.sums = torch::zeros({2}, doubles);
    if (!differentiated) return;
    if (precision == Precision::bf16) {
      buffers_.rounded = torch::empty({chunk, width}, options.dtype(torch::kBFloat16));
    }
    buffers_.bias_gradient = torch::zeros({bias_gradient_parts, width}, options);
    gradients_ = {torch::empty_like(readouts_), torch::empty_like(outputs.weight.detach())};
    if (readouts_.size(0) == 0) gradients_[1].zero_();
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
    const Tensor logits = buffers_.logits.narrow(0, 0, padded);
    if (teachers_.any()) {
      teachers_.write(begin, rows, logits, buffers_.teacher.narrow(0, 0, padded));
    }
    const Tensor chunk = padded_rows(readouts_, begin, rows);
    weight_.multiply(chunk, logits);
    cross_entropy_rows({array_of(buffers_.logits), array_of(bias_),
                        array_of(words_.narrow(0, begin, rows)),
                        array_of(weights_.defined() ? weights_.narrow(0, begin, rows) : weights_),
                        terms_.smoothing, terms_.distillation, array_of(buffers_.teacher),
                        terms_.r_drop, array_of(buffers_.bias_gradient), array_of(buffers_.rounded),
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
  Tensor weights_;  // of the rows; undefined: 1 each
  LossTerms terms_;
  TeacherRows teachers_;
  Precision precision_;
  WeightOperand weight_;
  ChunkBuffers buffers_;
  variable_list gradients_;  // of readouts, weight and bias; empty where none are wanted
  std::array<GradientLedger::Entry, 3> entries_;
};

/// Σ_i KL(p_2i ‖ p_2i+1) + KL(p_2i+1 ‖ p_2i) = Σ_i (p_2i − p_2i+1) · (log p_2i − log p_2i+1).
/// @param log_probabilities [N, V]
Tensor divergence(const Tensor& log_probabilities) {
  const Tensor pairs = log_probabilities.view({-1, 2, log_probabilities.size(1)});
  const Tensor first = pairs.select(1, 0), second = pairs.select(1, 1);
  return ((first.exp() - second.exp()) * (first - second)).sum();
}

/// [count, V]: the teachers' mean probabilities in rows from `begin` on.
Tensor teacher_probabilities(const std::vector<Outputs>& teachers, int64_t begin, int64_t count) {
  const torch::NoGradGuard no_grad;
  Tensor sum;
  for (const auto& [readouts, weight, bias] : teachers) {
    const Tensor scores = torch::linear(readouts.narrow(0, begin, count), weight, bias);
    sum = sum.defined() ? sum + torch::softmax(scores, -1) : torch::softmax(scores, -1);
  }
  return sum / static_cast<double>(teachers.size());
}

/// The same by LibTorch, for any device; where it is differentiated, all logits are kept.
variable_list reference_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                             const std::vector<Outputs>& teachers, const Tensor& weights) {
  const auto& [readouts, weight, bias] = outputs;
  Tensor trained = torch::zeros({}, readouts.options()), cross_entropy = trained;
  for (int64_t begin = 0; begin < readouts.size(0); begin += chunk_rows) {
    const int64_t rows = std::min(chunk_rows, readouts.size(0) - begin);
    const Tensor log_probabilities =
        torch::log_softmax(torch::linear(readouts.narrow(0, begin, rows), weight, bias), -1);
    const Tensor correct =
        log_probabilities.gather(1, words.narrow(0, begin, rows).unsqueeze(1)).squeeze(1);
    Tensor of_rows =
        (correct * (1 - terms.smoothing) + log_probabilities.mean(1) * terms.smoothing) *
        (1 - terms.distillation);
    if (terms.distillation > 0) {
      const Tensor aims = teacher_probabilities(teachers, begin, rows);
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
  const auto& [readouts, weight, bias] = outputs;
  TORCH_CHECK(readouts.dim() == 2 && words.dim() == 1 && words.size(0) == readouts.size(0),
              "loss: readouts must be [N,E] and words [N], got ", readouts.sizes(), " and ",
              words.sizes());
  TORCH_CHECK(readouts.size(1) == weight.size(1) && bias.sizes() == weight.sizes().slice(0, 1),
              "loss: readouts must be [N,E], weight [V,E] and bias [V], got ", readouts.sizes(),
              ", ", weight.sizes(), " and ", bias.sizes());
}

}  // namespace

Loss cross_entropy_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                        const Arithmetic& arithmetic, const std::vector<Outputs>& teachers,
                        const Tensor& weights) {
  const auto& [readouts, weight, bias] = outputs;
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
  // Asked here, because within a Function the gradient mode is always off.
  const bool differentiated =
      torch::GradMode::is_enabled() &&
      (readouts.requires_grad() || weight.requires_grad() || bias.requires_grad());
  const variable_list sums = run_operator(c10::make_intrusive<OutputLoss>(
      outputs, words, terms, teachers, weights, arithmetic.precision, differentiated));
  return {sums[0], sums[1]};
}

Tensor word_log_probabilities(const Outputs& outputs, const Tensor& words) {
  const torch::NoGradGuard no_grad;
  check_outputs(outputs, words);
  std::vector<Tensor> parts = {torch::empty({0}, outputs.readouts.options().dtype(torch::kDouble))};
  for (int64_t begin = 0; begin < words.size(0); begin += chunk_rows) {
    const int64_t rows = std::min(chunk_rows, words.size(0) - begin);
    const Tensor scores =
        torch::linear(outputs.readouts.narrow(0, begin, rows), outputs.weight, outputs.bias);
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
