#include "dragoman/base/read_at_most.h"

#include <algorithm>

namespace dragoman {

std::string read_at_most(std::istream& in, std::size_t most) {
  constexpr std::size_t chunk = 1 << 16;
  std::string bytes;
  while (in && bytes.size() <= most) {
    const std::size_t held = bytes.size();
    bytes.resize(held + std::min(std::max(chunk, held), most + 1 - held));
    in.read(bytes.data() + held, static_cast<std::streamsize>(bytes.size() - held));
    bytes.resize(held + static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

}  // namespace dragoman
