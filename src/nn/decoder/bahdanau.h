#pragma once
#include "nn/decoder/deep_output.h"

namespace dragoman {

/// Attention with the previous state, then the cell (Bahdanau et al. 2015, section 3.1, appendix
/// A.2.2):
///   c_t = attend(s_{t−1}),  s_t = cell(W e_t + C c_t, s_{t−1}).
class BahdanauDecoder : public DeepOutputDecoder {
 public:
  BahdanauDecoder(const ModelConfig& config, const Arithmetic& arithmetic);

  DecoderStep advance(const Tensor& projected, const DecoderState& state,
                      const AttentionMemory& memory, DecoderDropout& dropout) override;
  c10::intrusive_ptr<DecoderLoop> loop(const DecoderLoopParts& parts) override;
  std::shared_ptr<const StepDecoder<float>> step(const StepWeights<float>& weights,
                                                 const Tensor& embedding) const override;
  std::shared_ptr<const StepDecoder<double>> step(const StepWeights<double>& weights,
                                                  const Tensor& embedding) const override;

 private:
  template <typename Real>
  std::shared_ptr<const StepDecoder<Real>> make_step(const StepWeights<Real>& weights,
                                                     const Tensor& embedding) const;

  Tensor context_weight_;  // C, [G·H, M], the columns of the input product that see the context
};

}  // namespace dragoman
