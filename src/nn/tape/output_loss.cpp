#include "nn/tape/output_loss.h"

#include <algorithm>

#include "dragoman/kernels/cross_entropy.h"
#include "dragoman/nn/array_of.h"
#include "nn/tape/operator.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

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
                           WeightOperand(teacher.weight, precision, Use::once), teacher.prior});
    }
  }

  bool any() const { return !teachers_.empty(); }

  /// Writes them for `count` rows from `begin` on. @param scores to work in @param out both [n, V]
  void write(int64_t begin, int64_t count, const Tensor& scores, const Tensor& out) const {
    out.zero_();
    for (const Teacher& teacher : teachers_) {
      teacher.weight.multiply(padded_rows(teacher.readouts, begin, count), scores);
      const Tensor real = with_prior(scores.narrow(0, 0, count), teacher.prior.rows(begin, count));
      out.narrow(0, 0, count)
          .add_(torch::softmax(real + teacher.bias, 1),
                1.0 / static_cast<double>(teachers_.size()));
    }
  }

 private:
  struct Teacher {
    Tensor readouts, bias;
    WeightOperand weight;
    LexicalPrior prior;
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
        prior_(outputs.prior),
        entries_{ledger_.add(outputs.readouts), ledger_.add(outputs.weight),
                 ledger_.add(outputs.bias)} {
    if (prior_.any()) {
      entries_.push_back(ledger_.add(outputs.prior.weights));
      prior_.weights = prior_.weights.detach();
    }
    const int64_t longest = std::min(output_chunk_rows, readouts_.size(0)), width = bias_.size(0);
    const int64_t chunk = rounded_up(longest);
    const auto options = readouts_.options(), doubles = options.dtype(torch::kDouble);
    buffers_.logits = torch::empty({chunk, width}, options);
    if (teachers_.any()) buffers_.teacher = torch::empty({chunk, width}, options);
    buffers_.row_sums = torch::empty({chunk, 2}, doubles);
    buffers_.sums = torch::zeros({2}, doubles);
    if (!differentiated) return;
    if (rounds(readouts_, precision)) {
      buffers_.rounded = torch::empty({chunk, width}, options.dtype(torch::kBFloat16));
    }
    buffers_.bias_gradient = torch::zeros({bias_gradient_parts, width}, options);
    gradients_ = {torch::empty_like(readouts_), torch::empty_like(outputs.weight.detach())};
    if (prior_.any()) prior_gradient_ = torch::empty_like(prior_.weights);
    if (readouts_.size(0) == 0) gradients_[1].zero_();
  }

  variable_list forward() override {
    for (int64_t begin = 0; begin < readouts_.size(0); begin += output_chunk_rows) {
      run_chunk(begin, std::min(output_chunk_rows, readouts_.size(0) - begin));
    }
    if (!gradients_.empty()) gradients_.push_back(buffers_.bias_gradient.sum(0));
    if (prior_gradient_.defined()) gradients_.push_back(prior_gradient_);
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
    const LexicalPrior prior = prior_.rows(begin, rows);
    const Tensor probabilities = add_prior(prior, logits.narrow(0, 0, rows));
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
    if (prior.any()) {
      prior_gradient_.narrow(0, begin, rows)
          .copy_(lexical_weight_gradient(prior, probabilities, gradient.narrow(0, 0, rows)));
    }
    weight_gradient(gradient, chunk, precision_, gradients_[1], begin > 0);
    weight_.multiply(gradient, chunk, {.gradient = true});
    gradients_[0].narrow(0, begin, rows).copy_(chunk.narrow(0, 0, rows));
  }

  /// Adds the prior's scores to those of the rows. @return its probabilities, if there is one
  static Tensor add_prior(const LexicalPrior& prior, const Tensor& scores) {
    if (!prior.any()) return {};
    const Tensor probabilities = lexical_probabilities(prior, scores.size(1));
    scores.add_(lexical_scores(probabilities, prior.floor));
    return probabilities;
  }

  Tensor readouts_, bias_, words_;
  Tensor weights_;  // of the rows; undefined: 1 each
  LossTerms terms_;
  TeacherRows teachers_;
  Precision precision_;
  WeightOperand weight_;
  LexicalPrior prior_;
  ChunkBuffers buffers_;
  Tensor prior_gradient_;    // of the prior's weights; undefined where none is wanted
  variable_list gradients_;  // of the entries; empty where none are wanted
  std::vector<GradientLedger::Entry> entries_;  // readouts, weight, bias, weights of the prior
};

}  // namespace

variable_list output_loss(const Outputs& outputs, const Tensor& words, const LossTerms& terms,
                          const std::vector<Outputs>& teachers, const Tensor& weights,
                          Precision precision) {
  // Asked here, because within a Function the gradient mode is always off.
  const LexicalPrior& prior = outputs.prior;
  const bool differentiated =
      torch::GradMode::is_enabled() &&
      (outputs.readouts.requires_grad() || outputs.weight.requires_grad() ||
       outputs.bias.requires_grad() || (prior.any() && prior.weights.requires_grad()));
  return run_operator(c10::make_intrusive<OutputLoss>(outputs, words, terms, teachers, weights,
                                                      precision, differentiated));
}

}  // namespace dragoman
