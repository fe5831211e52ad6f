#pragma once
#include "nn/tape/decoder_loop.h"

namespace dragoman {

/// The loop of BahdanauDecoder; its features are [s_t; c_t].
class BahdanauLoop : public DecoderLoop {
 public:
  /// @param context_weight [G·H, M]
  BahdanauLoop(const DecoderLoopParts& parts, const Tensor& context_weight);

 protected:
  void forward_step(int64_t t) override;
  void backward_step(int64_t t) override;
  Tensor finish_step() override;

 private:
  CellRun cell_;
  TapeProduct context_;
};

}  // namespace dragoman
