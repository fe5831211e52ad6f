#pragma once
#include <algorithm>
#include <array>
#include <cmath>

namespace dragoman {

struct Colour {
  int red, green, blue;
};

/// From dark blue over green to yellow, even to the eye and readable without colour vision: seven
/// points of matplotlib's viridis, straight lines between them. @param share in [0, 1]
inline Colour ramp(double share) {
  constexpr std::array<Colour, 7> points = {{{68, 1, 84},
                                             {68, 57, 131},
                                             {49, 104, 142},
                                             {33, 145, 140},
                                             {53, 183, 121},
                                             {143, 215, 68},
                                             {253, 231, 37}}};
  const double at = std::clamp(share, 0.0, 1.0) * (points.size() - 1);
  const size_t below = std::min(static_cast<size_t>(at), points.size() - 2);
  const double part = at - static_cast<double>(below);
  const auto mix = [part](int a, int b) {
    return static_cast<int>(std::lround(a + part * (b - a)));
  };
  const Colour &a = points[below], &b = points[below + 1];
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

}  // namespace dragoman
