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

struct EncoderLoopParts {
  CellKind cell;
  std::vector<EncoderDirection> directions;
  Tensor mask;  // bool [S, B], true = token
  Precision precision;
};

/// Calls visit(tensor) for all that differs from batch to batch.
template <class Visit>
void for_each_input(EncoderLoopParts& parts, const Visit& visit) {
  for (EncoderDirection& direction : parts.directions) {
    visit(direction.projected);
    visit(direction.dropout_masks);
  }
  visit(parts.mask);
}

/// The recurrence of one encoder layer from a zero state, all directions over all positions; a
/// position of padding keeps the state.
/// Its outputs are the states [S, B, H] of each direction.
c10::intrusive_ptr<Operator> encoder_loop(const EncoderLoopParts& parts);

}  // namespace dragoman
