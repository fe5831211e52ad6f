#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace dragoman {

/// What a random draw is for. Draws for different purposes never share a stream.
enum class Stream : uint64_t {
  initialisation = 1,
  shuffle = 2,
  dropout = 3,
  bootstrap = 4,
  sampling = 5,
  segmentation = 6,
  mixture = 7
};

/// A seed that depends only on its arguments: the run's seed, the purpose, and counters such as the
/// epoch or the update number. This is what makes a resumed run equal to an uninterrupted one.
uint64_t derive_seed(uint64_t seed, Stream stream, std::initializer_list<uint64_t> counters = {});

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers with every compiler and platform.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next();

  /// Uniform in [0, bound); `bound` must be positive.
  uint64_t below(uint64_t bound);

  /// Uniform in [0, 1).
  double uniform();

 private:
  uint64_t state_;
};

/// Fisher–Yates, in place.
template <typename Sequence>
void shuffle(Sequence& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    using std::swap;
    swap(items[i - 1], items[random.below(i)]);
  }
}

}  // namespace dragoman
