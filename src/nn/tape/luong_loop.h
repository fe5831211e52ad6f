#pragma once
#include <optional>

#include "nn/tape/decoder_loop.h"

namespace dragoman {

/// The loop of LuongDecoder. With input feeding its features are the attentional states [T, B, E],
/// without it [c_t; h_t].
class LuongLoop : public DecoderLoop {
 public:
  /// @param feed_weight [G·H, E], undefined without input feeding
  /// @param attentional_weight [E, M + H]
  LuongLoop(const DecoderLoopParts& parts, const Tensor& feed_weight,
            const Tensor& attentional_weight);

 protected:
  void forward_step(int64_t t) override;
  void backward_step(int64_t t) override;
  Tensor features() const override;
  void accept(const Tensor& features_gradient) override;
  Tensor finish_step() override;

 private:
  /// What input feeding adds to the loop.
  struct Feeding {
    Tensor states;         // [T + 1, B, E]: the attentional states, after a zero one
    Tensor gradient;       // [B, E], running: what the step after sent back
    Tensor sum_gradients;  // [T, B, E]: of the attentional states, then of what they are tanh of
    TapeProduct input, attentional;
  };

  void join(int64_t t);
  void feed_backward(int64_t t);

  CellRun cell_;
  Tensor joined_;           // [T, B, M + H], c_t and h_t
  Tensor joined_gradient_;  // likewise; with input feeding [B, M + H] of one step
  std::optional<Feeding> feeding_;
};

}  // namespace dragoman
