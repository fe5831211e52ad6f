#pragma once
#include <vector>

#include "nn/tape/cell_run.h"

namespace dragoman {

/// One direction of an encoder layer.
struct EncoderDirection {
  CellWeights weights;
  Tensor projected;      // [S, B, G·H]; its memory is taken over
  Tensor dropout_masks;  // [S, B, H] in the order of the steps, or undefined
  bool reverse = false;  // steps from the last position to the first
};

/// The recurrence of one encoder layer from a zero state, all directions over all positions; a
/// position of padding keeps the state. @param mask bool [S, B], true = token
/// Its outputs are the states [S, B, H] of each direction.
c10::intrusive_ptr<Operator> encoder_loop(CellKind kind,
                                          const std::vector<EncoderDirection>& directions,
                                          const Tensor& mask, Precision precision);

}  // namespace dragoman
