#pragma once
#include "nn/decoder/deep_output.h"

namespace dragoman {

/// Two cells with the attention between them (Sennrich et al. 2017, Nematus, section 2; Firat and
/// Cho 2016):
///   s'_t = cell₁(e_t, s_{t−1}),  c_t = attend(s'_t),  s_t = cell₂(c_t, s'_t).
class ConditionalDecoder : public DeepOutputDecoder {
 public:
  ConditionalDecoder(const ModelConfig& config, const Arithmetic& arithmetic);

  DecoderStep advance(const Tensor& projected, const DecoderState& state,
                      const AttentionMemory& memory, DecoderDropout& dropout) override;
  c10::intrusive_ptr<DecoderLoop> loop(const DecoderLoopParts& parts) override;

 private:
  CellWeights second_cell_;
};

}  // namespace dragoman
