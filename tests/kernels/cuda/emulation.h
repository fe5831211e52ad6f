#pragma once
#include <cstdint>
#include <functional>

// A GPU in a program: kernels written for CUDA's compiler run as the compiler at hand makes them.
// The threads of a block are fibers, of which one runs at a time until it waits for others; blocks
// run one after the other. What it checks, beside the numbers: that all threads of a block come to
// each barrier, and, as the order in which they run changes each time, that none reads what
// another is yet to write.

#define __global__
#define __device__
#define __shared__ static
#define threadIdx (::dragoman::emulation::here().thread)
#define blockIdx (::dragoman::emulation::here().block)
#define blockDim (::dragoman::emulation::here().block_size)
#define __syncthreads() ::dragoman::emulation::wait_for_block()
#define __shfl_xor_sync(mask, value, distance) ::dragoman::emulation::of_other(value, distance)

namespace dragoman::emulation {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};

struct Here {
  Index thread, block, block_size;
};

struct Blocks {
  int64_t x = 1, y = 1, z = 1;
};

/// Where the running fiber stands.
const Here& here();

/// Runs `kernel` once for each thread of each block. @throws std::logic_error when a barrier is not
/// reached by all threads
void run(const Blocks& blocks, int threads, const std::function<void()>& kernel);

void wait_for_block();

/// Eight bytes for each thread, to be read by the others of its warp between two waits.
void* slot_of(unsigned thread);
void wait_for_warp();

/// The value of the thread of this warp whose number differs in the bits of `distance`.
template <typename Value>
Value of_other(Value value, int distance) {
  static_assert(sizeof(Value) <= 8);
  const unsigned own = here().thread.x;
  *static_cast<Value*>(slot_of(own)) = value;
  wait_for_warp();
  const Value other = *static_cast<Value*>(slot_of(own ^ static_cast<unsigned>(distance)));
  wait_for_warp();
  return other;
}

}  // namespace dragoman::emulation
