#pragma once
#include "dragoman/nn/decoder.h"

namespace dragoman {

/// Cell, then attention with the new state (Luong et al. 2015, section 3 and eq. 5):
///   h_t = cell(e_t [, h̃_{t−1}], h_{t−1}),  c_t = attend(h_t),  h̃_t = tanh(W_c [c_t; h_t]).
/// The readout is the attentional state h̃_t (of width E); input feeding (section 3.3) gives it to
/// the next step.
class LuongDecoder : public Decoder {
 public:
  LuongDecoder(const ModelConfig& config, const Arithmetic& arithmetic);

  DecoderStep advance(const Tensor& projected, const DecoderState& state,
                      const AttentionMemory& memory, DecoderDropout& dropout) override;
  Tensor read_out(const Tensor& features, const Tensor& embedded) override;
  int64_t fed_width() const override { return config_.embedding.width; }
  c10::intrusive_ptr<DecoderLoop> loop(const DecoderLoopParts& parts) override;
  std::shared_ptr<const StepDecoder<float>> step(const StepWeights<float>& weights,
                                                 const Tensor& embedding) const override;
  std::shared_ptr<const StepDecoder<double>> step(const StepWeights<double>& weights,
                                                  const Tensor& embedding) const override;

 private:
  template <typename Real>
  std::shared_ptr<const StepDecoder<Real>> make_step(const StepWeights<Real>& weights,
                                                     const Tensor& embedding) const;

  Tensor feed_weight_;  // [G·H, E], the columns of the input product that see the fed state
  torch::nn::Linear attentional_{nullptr};
};

}  // namespace dragoman
