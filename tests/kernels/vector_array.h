#pragma once
#include <type_traits>
#include <vector>

#include "dragoman/kernels/array.h"

namespace dragoman {

template <typename Element>
constexpr Number number_of() {
  if constexpr (std::is_same_v<Element, float>) return Number::float32;
  if constexpr (std::is_same_v<Element, double>) return Number::float64;
  if constexpr (std::is_same_v<Element, int64_t>) return Number::int64;
  return Number::boolean;
}

/// A vector's numbers in the shape of `sizes`, one row after the other.
template <typename Element>
Array array_of(std::vector<Element>& numbers, const std::vector<int64_t>& sizes) {
  Array array{numbers.data(), number_of<Element>(), {}, {}};
  int64_t stride = 1;
  for (size_t dimension = sizes.size(); dimension > 0; --dimension) {
    array.sizes[dimension - 1] = sizes[dimension - 1];
    array.strides[dimension - 1] = stride;
    stride *= sizes[dimension - 1];
  }
  return array;
}

}  // namespace dragoman
