#pragma once
#include <cstddef>
#include <istream>
#include <string>

namespace dragoman {

/// The bytes of a stream, or its first `most` bytes and one more where it has more: what has no end
/// is refused before it fills the memory. Memory grows with what is there, not with `most`.
std::string read_at_most(std::istream& in, std::size_t most);

}  // namespace dragoman
