#pragma once
#include <cstdint>

namespace dragoman {

/// The nearest integers, in [−127, 127], to a row over its scale, which is returned: the largest
/// magnitude / 127.
float round_row(const float* row, int64_t count, int16_t* to);

}  // namespace dragoman
