#include "dragoman/base/random.h"

namespace dragoman {

uint64_t derive_seed(uint64_t seed, Stream stream, std::initializer_list<uint64_t> counters) {
  uint64_t derived = Random(seed ^ (static_cast<uint64_t>(stream) << 56)).next();
  for (const uint64_t counter : counters) {
    derived = Random(derived ^ Random(counter).next()).next();
  }
  return derived;
}

uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

uint64_t Random::below(uint64_t bound) {
  // Rejection keeps it exactly uniform.
  const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  uint64_t draw = next();
  while (draw >= limit) {
    draw = next();
  }
  return draw % bound;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

}  // namespace dragoman
