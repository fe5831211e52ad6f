#pragma once
#include <functional>
#include <memory>
#include <vector>

#include <torch/nn/module.h>

#include "dragoman/config/config.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/decoder.h"
#include "dragoman/nn/encoder.h"
#include "dragoman/nn/lexicon.h"
#include "dragoman/nn/loss.h"
#include "dragoman/nn/mixup.h"
#include "dragoman/nn/present_weights.h"
#include "dragoman/nn/shortlist.h"
#include "dragoman/nn/stepper.h"

namespace dragoman {

/// Pieces in each vocabulary.
struct VocabularySizes {
  int64_t source, target;
};

/// What the model says about the next word of each hypothesis.
struct Prediction {
  Tensor log_probabilities;  // [B, V]
  Tensor weights;            // [B, S] the attention's
  DecoderState state;
  Tensor heads{};  // [B, N, S] of each head; undefined with one
};

struct StepperOptions {
  SearchPrecision precision = SearchPrecision::fp32;
  Kernels kernels = Kernels::fast;
  Shortlist shortlist{};
  /// Where it is set, parameters may be without weights: they are read when they are laid out, and
  /// only those stay that are needed further.
  ReadWeights read{};
};

/// What another model learns from: what is said of rows of a batch. @param rows int64 [N], of T · B
using Teacher = std::function<Outputs(const Tensor& rows)>;

/// Encoder, attentional decoder and output layer: p(target | source).
class TranslationModel : public torch::nn::Module {
 public:
  TranslationModel(const ModelConfig& config, const VocabularySizes& sizes,
                   const Arithmetic& arithmetic = {});

  /// @param source int64 [B, S] @param lengths int64 [B] @param mask bool [B, S], true = token
  Encoded encode(const Tensor& source, const Tensor& lengths, const Tensor& mask,
                 const Mixup& mixup = {});

  /// Readouts and attention weights under teacher forcing.
  /// @param target_input int64 [T, B], begins with the begin token
  Decoded decode(const Encoded& encoded, const Tensor& target_input) {
    return decode(encoded, target_input, {}, {});
  }
  /// The same of sentences that `encode` has mixed. @param target_mask bool [T, B]
  Decoded decode(const Encoded& encoded, const Tensor& target_input, const Mixup& mixup,
                 const Tensor& target_mask);

  /// The loss of the target words, summed over the true positions of the mask. With R-Drop the
  /// second half of the batch is the first once more (`twice`).
  /// @param teachers of the same positions
  /// @param target_output int64 [T, B], ends with the end token @param target_mask bool [T, B]
  /// @param rows `Batch::target_rows`, where they are at hand: for the mask's a GPU is waited for
  Loss loss(const Decoded& decoded, const Tensor& target_output, const Tensor& target_mask,
            const LossTerms& terms, const std::vector<Teacher>& teachers = {},
            const Tensor& rows = {});

  /// Σ_b weight_b · −log p(target_b), label smoothing aside. @param weights float64 [B]
  Loss weighted_loss(const Decoded& decoded, const Tensor& target_output, const Tensor& target_mask,
                     const Tensor& weights);

  /// log p(target) of each pair, float64 [B], without a gradient.
  Tensor log_probabilities(const Decoded& decoded, const Tensor& target_output,
                           const Tensor& target_mask) const;

  /// What the scores of words are made of. @param rows int64 [N], of T · B
  Outputs outputs(const Decoded& decoded, const Tensor& rows) const;

  /// The words with the highest scores, int64 [T, B].
  Tensor likeliest(const Decoded& decoded) const;

  /// The first state of a search.
  DecoderState start(const Encoded& encoded) { return decoder_->start(encoded); }
  AttentionMemory remember(const Encoded& encoded) const { return decoder_->remember(encoded); }

  /// One step of a search. @param words int64 [B], the words before
  /// @param source int64 [B, S], which only a lexical prior looks at
  Prediction predict(const Tensor& words, const DecoderState& state, const AttentionMemory& memory,
                     const Tensor& source = {});

  /// Gives it the table of its lexical prior; until then, every probability of it is 0.
  void set_lexicon(const Lexicon& lexicon);

  /// On the CPU; empty where the model has no such prior.
  Lexicon lexicon() const;

  /// The model made ready for search: on the CPU by kernels, with the weights as they are now laid
  /// out for them in that precision (`automatic`: in int8); else, and with the reference kernels,
  /// as `predict` defines it, which needs evaluation mode.
  std::shared_ptr<const Stepper> stepper(SearchPrecision precision = SearchPrecision::fp32,
                                         Kernels kernels = Kernels::fast) {
    return stepper({precision, kernels, {}, {}});
  }
  std::shared_ptr<const Stepper> stepper(const StepperOptions& options);

  torch::Device device() const { return target_embedding_.device(); }

 private:
  template <typename Real>
  std::shared_ptr<const Stepper> kernel_stepper(const StepperOptions& options) const;

  /// Of `rows` of weights [N, S] that belong to `sources`; none where the model has no lexicon.
  LexicalPrior prior(const Tensor& source, const Tensor& sources, const Tensor& weights) const;

  /// @param time which dimension of `words` is that of positions
  Tensor embed_words(const Tensor& table, const Tensor& words, double word_dropout,
                     int64_t time) const;
  Arithmetic arithmetic() const { return is_training() ? arithmetic_ : reference_arithmetic; }

  ModelConfig config_;
  Arithmetic arithmetic_;    // of training
  Tensor source_embedding_;  // [V, E]
  Tensor target_embedding_;  // [V, E]
  std::shared_ptr<Encoder> encoder_;
  std::shared_ptr<Decoder> decoder_;
  Tensor output_weight_;  // [V, E]
  Tensor output_bias_;    // [V]
  Lexicon lexicon_;       // buffers; empty without a lexical prior
};

/// The names of kinds, and the check of what no single field shows, for a configuration that is to
/// be trained.
Choices model_choices();

/// A new model whose weights are a function of the seed alone.
std::shared_ptr<TranslationModel> make_model(const ModelConfig& config,
                                             const VocabularySizes& sizes, uint64_t seed,
                                             const Arithmetic& arithmetic = {});

/// The number of trained values; a shared matrix counts once.
int64_t parameter_count(const TranslationModel& model);

}  // namespace dragoman
