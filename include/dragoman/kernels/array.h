#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

namespace dragoman {

enum class Number { float32, float64, bfloat16, int64, boolean };

/// Numbers in memory, in up to four dimensions, as those kernels take them that choose by their
/// type: element (i, j, …) stands i · strides[0] + j · strides[1] + … elements behind `data`.
/// Arrays that work together are all on the CPU, or all on the GPU that is current.
struct Array {
  void* data = nullptr;  // null: there is no such array
  Number number = Number::float32;
  std::array<int64_t, 4> sizes{}, strides{};
  bool on_gpu = false;

  explicit operator bool() const { return data != nullptr; }

  /// The elements of one index of the first dimension.
  Array at(int64_t index) const {
    if (data == nullptr) return {};
    constexpr std::array<int64_t, 5> bytes = {4, 8, 2, 8, 1};
    Array part = *this;
    part.data = static_cast<char*>(data) + index * strides[0] * bytes[static_cast<size_t>(number)];
    std::rotate(part.sizes.begin(), part.sizes.begin() + 1, part.sizes.end());
    std::rotate(part.strides.begin(), part.strides.begin() + 1, part.strides.end());
    part.sizes.back() = part.strides.back() = 0;
    return part;
  }
};

}  // namespace dragoman
