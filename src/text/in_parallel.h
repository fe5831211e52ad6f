#pragma once
#include <cstddef>
#include <functional>

namespace dragoman {

/// Runs `work` on parts [begin, end) of `count` things, one for each processor. What it throws is
/// thrown here.
void in_parallel(std::size_t count,
                 const std::function<void(std::size_t begin, std::size_t end)>& work);

}  // namespace dragoman
