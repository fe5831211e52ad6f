#pragma once
#include "dragoman/nn/decoder/decoder.h"

namespace dragoman {

/// Attention with the previous state, then the cell (Bahdanau et al. 2015, section 3.1, appendix
/// A.2.2):
///   c_t = attend(s_{t−1}),  s_t = cell(W e_t + C c_t, s_{t−1}),  readout_t = tanh(W_o [s_t; c_t;
///   e_t]).
/// (The readout is one tanh layer of width E instead of the paper's maxout.)
class BahdanauDecoder : public Decoder {
 public:
  BahdanauDecoder(const ModelConfig& config, const Arithmetic& arithmetic);

  DecoderStep advance(const Tensor& projected, const DecoderState& state,
                      const AttentionMemory& memory, DecoderDropout& dropout) override;
  Tensor read_out(const Tensor& features, const Tensor& embedded) override;
  c10::intrusive_ptr<DecoderLoop> loop(const DecoderLoopParts& parts) override;

 private:
  Tensor context_weight_;  // C, [G·H, M], the columns of the input product that see the context
  torch::nn::Linear readout_{nullptr};
};

}  // namespace dragoman
