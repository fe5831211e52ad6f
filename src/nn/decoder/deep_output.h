#pragma once
#include "dragoman/nn/decoder.h"
#include "dragoman/nn/present_weights.h"

namespace dragoman {

/// A decoder whose readout sees the state, the context and the previous word (the deep output of
/// Bahdanau et al. 2015, appendix A.2.2, with one tanh layer of width E instead of the maxout):
///   readout_t = tanh(W_o [s_t; c_t; e_t]).
class DeepOutputDecoder : public Decoder {
 public:
  DeepOutputDecoder(const ModelConfig& config, const Arithmetic& arithmetic);

  Tensor read_out(const Tensor& features, const Tensor& embedded) final;

 protected:
  /// What `read_out` needs of a step: [s_t; c_t].
  static Tensor features_of(const DecoderState& state, const Tensor& context);

  /// With the columns [G·H, M] of a cell that see the context.
  StepUses uses_with(const Tensor& context_weight, const ReadWeights& read) const;

 private:
  torch::nn::Linear readout_{nullptr};
};

}  // namespace dragoman
