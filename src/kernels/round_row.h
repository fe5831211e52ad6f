#pragma once
#include <cstdint>

namespace dragoman {

/// The nearest integers, in [−127, 127], to a row over its scale, which is returned: the largest
/// magnitude / 127.
float round_row(const float* row, int64_t count, int16_t* to);

/// The same integers plus byte_offset, in [1, 255].
float round_row(const float* row, int64_t count, uint8_t* to);
inline constexpr int32_t byte_offset = 128;

}  // namespace dragoman
