#pragma once
#include <cstddef>
#include <vector>

namespace dragoman {

/// The items at `places`.
template <class Item>
std::vector<Item> selected(const std::vector<Item>& items, const std::vector<size_t>& places) {
  std::vector<Item> some;
  some.reserve(places.size());
  for (const size_t place : places) some.push_back(items[place]);
  return some;
}

}  // namespace dragoman
