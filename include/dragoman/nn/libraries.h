#pragma once
#include <string>

namespace dragoman {

/// The libraries that compute, in one line: LibTorch's version and its BLAS, whose OpenMP runs the
/// threads, and what multiplies in training. Of each there may be more than one on a machine.
std::string describe_libraries();

}  // namespace dragoman
