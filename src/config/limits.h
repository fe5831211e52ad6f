#pragma once
#include <concepts>
#include <type_traits>

namespace dragoman {

// What no sensible run exceeds. A slip of the finger is refused, rather than paid for with hours or
// with all of the memory.
inline constexpr double widest = 65536, most_layers = 64, most_heads = 1024,
                        longest_text = 1'000'000, most_updates = 1e12;

template <class Struct, class Expected>
concept Is = std::same_as<std::remove_const_t<Struct>, Expected>;

}  // namespace dragoman
