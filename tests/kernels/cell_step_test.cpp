#include "dragoman/kernels/cell_step.h"

#include "dragoman/nn/array_of.h"
#include "dragoman/nn/cell.h"
#include "kernels/keeps_threads.h"
#include "kernels/real_numbers.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

constexpr int64_t rows = 48, width = 256;  // enough for several threads

/// The numbers that a step leaves in its arrays, forward and back.
std::vector<Tensor> after_a_step(CellKind kind, int threads) {
  set_kernel_threads(threads);
  const int64_t gates = gate_count(kind) * width;
  const bool lstm = kind == CellKind::lstm;
  const auto random = [](at::IntArrayRef shape, uint64_t seed) {
    return random_reals<float>(shape, seed);
  };
  const auto of_lstm = [&](uint64_t seed) { return lstm ? random({rows, width}, seed) : Tensor(); };
  const std::vector<Tensor> numbers = {
      random({rows, gates}, 1), lstm ? Tensor() : random({rows, gates}, 2),
      random({gates}, 3),       random({rows}, 4) > -1,
      random({rows, width}, 5), of_lstm(6),
      random({rows, width}, 7), of_lstm(8),
      random({rows, width}, 9), of_lstm(10)};
  const auto array = [&](size_t i) {
    return numbers[i].defined() ? array_of(numbers[i]) : Array{};
  };
  const CellStep step{array(0), array(1), array(2), array(3),
                      array(4), array(5), array(6), array(7)};
  cell_forward(step);
  cell_backward(step, array(8), array(9));
  return numbers;
}

using CellSteps = KeepsThreads;

TEST_F(CellSteps, OfEachRowAreTheSameOnAnyNumberOfThreads) {
  for (const CellKind kind : cell_kinds()) {
    SCOPED_TRACE(name_of(kind));
    const std::vector<Tensor> alone = after_a_step(kind, 1);
    for (const int threads : {2, 3, 5}) {
      const std::vector<Tensor> shared = after_a_step(kind, threads);
      for (size_t i = 0; i < alone.size(); ++i) {
        EXPECT_TRUE(!alone[i].defined() || torch::equal(shared[i], alone[i])) << i;
      }
    }
  }
}

}  // namespace
}  // namespace dragoman
