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
  std::shared_ptr<const StepDecoder<float>> step(const StepWeights<float>& weights,
                                                 const Tensor& embedding) const override;
  std::shared_ptr<const StepDecoder<double>> step(const StepWeights<double>& weights,
                                                  const Tensor& embedding) const override;

 private:
  template <typename Real>
  std::shared_ptr<const StepDecoder<Real>> make_step(const StepWeights<Real>& weights,
                                                     const Tensor& embedding) const;

  CellWeights second_cell_;
};

}  // namespace dragoman
