#include "kernels/cuda/emulation.h"

#include <array>
#include <csetjmp>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <ucontext.h>

namespace dragoman::emulation {
namespace {

constexpr size_t most_threads = 1024, warp_threads = 32, stack_bytes = 64 << 10;
constexpr int64_t most_blocks = 65'535;  // in y and z

/// Where some threads wait for each other.
struct Barrier {
  size_t members, arrived = 0, passed = 0;
};

/// A thread of a block: it runs one kernel after the other, on a stack of its own. It is entered
/// once as a context, and from then on by jumps, which unlike contexts ask nothing of the system.
struct Fiber {
  std::unique_ptr<char[]> stack = std::make_unique<char[]>(stack_bytes);
  ucontext_t entry{};
  std::jmp_buf place{};  // where it waits
  bool has_begun = false, has_ended = true;
};

/// The block that runs.
class Block {
 public:
  void run(const Here& first, size_t threads, const std::function<void()>& kernel, bool backwards) {
    kernel_ = &kernel;
    here_ = first;
    block_ = {threads};
    warps_.assign(threads / warp_threads, {warp_threads});
    while (fibers_.size() < threads) fibers_.push_back(std::make_unique<Fiber>());
    for (size_t i = 0; i < threads; ++i) fibers_[i]->has_ended = false;
    for (running_ = threads; running_ > 0;) {
      moved_ = false;
      for (size_t i = 0; i < threads; ++i) resume(backwards ? threads - 1 - i : i);
      if (!moved_) give_up();
    }
  }

  void wait(Barrier& barrier) {
    const size_t passed = barrier.passed;
    if (++barrier.arrived == barrier.members) {
      barrier.arrived = 0;
      ++barrier.passed;
      moved_ = true;
    }
    while (barrier.passed == passed) leave();
  }

  Barrier& block() { return block_; }
  Barrier& warp() { return warps_[current_ / warp_threads]; }
  const Here& here() const { return here_; }
  void* slot(size_t thread) { return &slots_[thread]; }

 private:
  static void main();

  void resume(size_t number) {
    Fiber& fiber = *fibers_[number];
    if (fiber.has_ended) return;
    current_ = number;
    here_.thread.x = static_cast<unsigned>(number);
    if (_setjmp(scheduler_) == 0) enter(fiber);
  }

  [[noreturn]] static void enter(Fiber& fiber) {
    if (fiber.has_begun) _longjmp(fiber.place, 1);
    fiber.has_begun = true;
    getcontext(&fiber.entry);
    fiber.entry.uc_stack.ss_sp = fiber.stack.get();
    fiber.entry.uc_stack.ss_size = stack_bytes;
    makecontext(&fiber.entry, &Block::main, 0);
    setcontext(&fiber.entry);
    std::abort();
  }

  /// Back to the scheduler, until it comes here again.
  void leave() {
    if (_setjmp(fibers_[current_]->place) == 0) _longjmp(scheduler_, 1);
  }

  void end_current() {
    fibers_[current_]->has_ended = true;
    --running_;
    moved_ = true;
    leave();
  }

  [[noreturn]] void give_up() {
    fibers_.clear();  // they wait in the midst of a kernel
    throw std::logic_error("some threads of a block never come to a barrier");
  }

  const std::function<void()>* kernel_ = nullptr;
  Here here_;
  std::jmp_buf scheduler_{};
  std::vector<std::unique_ptr<Fiber>> fibers_;
  Barrier block_{};
  std::vector<Barrier> warps_;
  std::array<uint64_t, most_threads> slots_{};
  size_t current_ = 0, running_ = 0;
  bool moved_ = false;
};

Block& running_block() {
  static Block block;
  return block;
}

void Block::main() {
  for (Block& block = running_block();;) {
    (*block.kernel_)();
    block.end_current();
  }
}

}  // namespace

const Here& here() {
  return running_block().here();
}

void run(const Blocks& blocks, int threads, const std::function<void()>& kernel) {
  static bool backwards = false;
  static std::mutex device;
  const std::lock_guard lock(device);
  const auto count = static_cast<size_t>(threads);
  if (count == 0 || count > most_threads || count % warp_threads != 0) {
    throw std::logic_error("a block has whole warps, 32 of them at most");
  }
  if (blocks.y > most_blocks || blocks.z > most_blocks) {
    throw std::logic_error("a grid has 65,535 blocks in y and z at most");
  }
  const auto number = [](int64_t index) { return static_cast<unsigned>(index); };
  for (int64_t z = 0; z < blocks.z; ++z) {
    for (int64_t y = 0; y < blocks.y; ++y) {
      for (int64_t x = 0; x < blocks.x; ++x, backwards = !backwards) {
        running_block().run({{}, {number(x), number(y), number(z)}, {number(threads), 1, 1}}, count,
                            kernel, backwards);
      }
    }
  }
}

void wait_for_block() {
  running_block().wait(running_block().block());
}

void* slot_of(unsigned thread) {
  return running_block().slot(thread);
}

void wait_for_warp() {
  running_block().wait(running_block().warp());
}

}  // namespace dragoman::emulation
