#pragma once
#include "nn/step/encoder.h"

namespace dragoman {

/// The states [S, M] of a sentence become what the layer makes of them.
template <typename Real>
void attend_to_self(const StepSelfAttention<Real>& layer, std::vector<Real>& states);

extern template void attend_to_self(const StepSelfAttention<float>&, std::vector<float>&);
extern template void attend_to_self(const StepSelfAttention<double>&, std::vector<double>&);

}  // namespace dragoman
