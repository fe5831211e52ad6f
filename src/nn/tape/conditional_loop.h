#pragma once
#include "nn/tape/decoder_loop.h"

namespace dragoman {

/// The loop of ConditionalDecoder; its features are [s_t; c_t].
class ConditionalLoop : public DecoderLoop {
 public:
  ConditionalLoop(const DecoderLoopParts& parts, const CellWeights& second);

 protected:
  void forward_step(int64_t t) override;
  void backward_step(int64_t t) override;
  Tensor finish_step() override;

 private:
  CellState between_;  // [T, B, H], the states s' that the first cell makes
  CellRun first_;
  FedCellRun second_;
};

}  // namespace dragoman
