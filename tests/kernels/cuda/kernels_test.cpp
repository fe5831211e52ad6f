#include "kernels/cuda/kernels.h"

#include <functional>

#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "dragoman/kernels/best_words.h"
#include "dragoman/kernels/masks.h"
#include "dragoman/kernels/row_sums.h"
#include "dragoman/kernels/sum_of_squares.h"
#include "dragoman/nn/array_of.h"
#include "dragoman/nn/cell.h"
#include "kernels/real_numbers.h"
#include "nn/small_model.h"

// The kernels for GPUs against the CPU's: on a GPU where they were built for one, else emulated.

namespace dragoman {
namespace {

namespace gpu = DRAGOMAN_CUDA_NAMESPACE;

using Tensors = std::vector<Tensor>;
using Arrays = std::vector<Array>;
using Kernel = std::function<void(const Arrays&)>;

Arrays arrays_of(const Tensors& tensors) {
  Arrays arrays;
  for (const Tensor& tensor : tensors) arrays.push_back(array_of(tensor));
  return arrays;
}

template <typename Real>
class CudaKernels : public testing::Test {
 protected:
  void SetUp() override {
#ifdef DRAGOMAN_CUDA
    if (!torch::cuda::is_available()) GTEST_SKIP() << "this machine has no GPU";
#endif
  }

  static Tensor random(at::IntArrayRef shape) {
    static uint64_t seed = 0;
    return random_reals<Real>(shape, ++seed);
  }

  /// Uneven rows of at least one token. @return bool [B, S]
  static Tensor mask(int64_t batch, int64_t source) {
    const Tensor all = random({batch, source}) > -0.5;
    all.select(1, 0).fill_(true);
    return all;
  }

  /// @return int64 [count], below `size`
  static Tensor words(int64_t count, int64_t size) {
    return torch::randint(size, {count});
  }

  /// What a kernel for the GPU makes of copies of `given`.
  static Tensors on_gpu(const Tensors& given, const Kernel& kernel) {
    Tensors copies;
    for (const Tensor& tensor : given) {
      copies.push_back(
          !tensor.defined()
              ? tensor
              : tensor.clone().to(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU));
    }
    kernel(arrays_of(copies));
    for (Tensor& copy : copies) copy = copy.defined() ? copy.cpu() : copy;
    return copies;
  }

  /// Both leave the same numbers in all arrays, and the GPU's the same bits each time.
  static void expect_alike(const Tensors& given, const Kernel& cpu, const Kernel& on_the_gpu) {
    const Tensors found = on_gpu(given, on_the_gpu), again = on_gpu(given, on_the_gpu);
    cpu(arrays_of(given));
    const double tolerance = sizeof(Real) == 4 ? 2e-5 : 1e-12;
    for (size_t i = 0; i < given.size(); ++i) {
      if (!given[i].defined()) continue;
      EXPECT_TRUE(torch::equal(found[i], again[i])) << "array " << i << " changes";
      EXPECT_TRUE(torch::allclose(found[i], given[i], tolerance, tolerance))
          << "array " << i << " differs by " << (found[i] - given[i]).abs().max();
    }
  }
};
TYPED_TEST_SUITE(CudaKernels, RealTypes);

TYPED_TEST(CudaKernels, StepACellAsTheCpuDoes) {
  constexpr int64_t rows = 5, width = 70;
  for (const CellKind kind : cell_kinds()) {
    for (const bool padded : {false, true}) {
      SCOPED_TRACE(std::string(name_of(kind)) + (padded ? ", padded" : ""));
      const int64_t gates = gate_count(kind) * width;
      const bool lstm = kind == CellKind::lstm;
      const auto of_lstm = [&] { return lstm ? this->random({rows, width}) : Tensor(); };
      const auto step = [](auto forward, auto backward) {
        return [=](const Arrays& a) {
          const CellStep of_arrays{a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]};
          forward(of_arrays);
          backward(of_arrays, a[8], a[9]);
        };
      };
      this->expect_alike(
          {this->random({rows, gates}), lstm ? Tensor() : this->random({rows, gates}),
           this->random({gates}), padded ? this->random({rows}) > 0 : Tensor(),
           this->random({rows, width}), of_lstm(), this->random({rows, width}), of_lstm(),
           this->random({rows, width}), of_lstm()},
          step(cell_forward, cell_backward), step(gpu::cell_forward, gpu::cell_backward));
    }
  }
}

/// Batches of few and of many positions, narrow and wide.
const std::vector<std::array<int64_t, 3>> shapes = {
    {1, 1, 1}, {3, 7, 70}, {2, 300, 33}, {2, 5, 600}};

TYPED_TEST(CudaKernels, WeighValuesAsTheCpuDoes) {
  for (const auto& [batch, source, width] : shapes) {
    const auto both = [](auto forward, auto backward) {
      return [=](const Arrays& a) {
        forward(a[0], a[1], a[2], a[3]);
        backward(a[0], a[2], a[4], a[5]);
      };
    };
    this->expect_alike({this->random({batch, source, width}), this->mask(batch, source),
                        this->random({batch, source}), this->random({batch, width}),
                        this->random({batch, width}), this->random({batch, source})},
                       both(weigh_values, weigh_values_backward),
                       both(gpu::weigh_values, gpu::weigh_values_backward));
  }
}

TYPED_TEST(CudaKernels, ScoreByDotProductsAsTheCpuDoes) {
  for (const auto& [batch, source, width] : shapes) {
    const auto both = [](auto forward, auto backward) {
      return [=](const Arrays& a) {
        forward(a[0], a[1], 0.3, a[2]);
        backward(a[1], 0.3, a[3], a[4]);
      };
    };
    this->expect_alike({this->random({batch, width}), this->random({batch, source, width}),
                        this->random({batch, source}), this->random({batch, source}),
                        this->random({batch, width})},
                       both(dot_scores, dot_scores_backward),
                       both(gpu::dot_scores, gpu::dot_scores_backward));
  }
}

TYPED_TEST(CudaKernels, ScoreByAdditionAsTheCpuDoes) {
  using Forward = void (*)(const Array&, const Array&, const Array&, const Array&, const Array&);
  for (const auto& [batch, source, width] : shapes) {
    const auto both = [](Forward forward, auto backward) {
      return [=](const Arrays& a) {
        forward(a[0], a[1], a[2], a[3], a[4]);
        backward(a[0], a[1], a[2], a[5], a[6], a[7]);
      };
    };
    const Tensor mask = this->mask(batch, source);
    this->expect_alike(
        {this->random({batch, width}), this->random({width}), this->random({batch, source, width}),
         mask, this->random({batch, source}), this->random({batch, source}) * mask,
         this->random({batch, source, width}), this->random({batch, width})},
        both(additive_scores, additive_scores_backward),
        both(gpu::additive_scores, gpu::additive_scores_backward));
  }
}

TYPED_TEST(CudaKernels, AttendWithHeadsAsTheCpuDoes) {
  for (const auto& [batch, source, width] : shapes) {
    for (const int64_t heads : {1, 3}) {
      const int64_t memory = heads * width;
      const auto both = [heads = heads](auto forward, auto backward) {
        return [=](const Arrays& a) {
          const HeadsStep step{heads, 0.7, a[0], a[1], a[2], a[3], a[4], a[5]};
          forward(step);
          backward(step, a[6], a[7], a[8]);
        };
      };
      this->expect_alike({this->random({batch, source, memory}),
                          this->random({batch, source, memory}), this->mask(batch, source),
                          this->random({batch, memory}), this->random({batch, heads, source}),
                          this->random({batch, memory}), this->random({batch, memory}),
                          this->random({batch, heads, source}), this->random({batch, memory})},
                         both(heads_forward, heads_backward),
                         both(gpu::heads_forward, gpu::heads_backward));
    }
  }
}

TYPED_TEST(CudaKernels, SumOverStepsAsTheCpuDoes) {
  using Sum = void (*)(const Array&, const Array&, const Array&);
  const auto sum = [](Sum kernel) { return [=](const Arrays& a) { kernel(a[0], a[1], a[2]); }; };
  for (const auto& [batch, source, width] : shapes) {
    this->expect_alike({this->random({4, batch, source}), this->random({4, batch, width}),
                        this->random({batch, source, width})},
                       sum(dragoman::sum_over_steps), sum(gpu::sum_over_steps));
  }
  // The columns of one head.
  const Tensor coefficients = this->random({4, 3, 2, 9}), vectors = this->random({4, 3, 2 * 20});
  const auto narrowed = [&](Sum kernel) {
    return [=](const Arrays& a) {
      Array of_head = a[0];
      of_head.data = static_cast<TypeParam*>(a[0].data) + a[0].strides[2];
      of_head.sizes = {4, 3, 9};
      of_head.strides = {a[0].strides[0], a[0].strides[1], 1};
      Array columns = a[1];
      columns.data = static_cast<TypeParam*>(a[1].data) + 20;
      columns.sizes[2] = 20;
      kernel(of_head, columns, a[2]);
    };
  };
  this->expect_alike({coefficients, vectors, this->random({3, 9, 20})},
                     narrowed(dragoman::sum_over_steps), narrowed(gpu::sum_over_steps));
}

TYPED_TEST(CudaKernels, TakeTheCrossEntropyAsTheCpuDoes) {
  constexpr int64_t count = 38, width = 301;
  const Tensor words = this->words(count / 2, width).repeat_interleave(2);
  const auto doubles = [](at::IntArrayRef shape) { return random_reals<double>(shape, 99); };
  for (const auto& [differentiated, r_drop, distillation] : {std::tuple{false, 0.0, 0.0},
                                                             {true, 0.0, 0.0},
                                                             {false, 3.0, 0.0},
                                                             {true, 3.0, 0.0},
                                                             {true, 0.0, 0.3},
                                                             {true, 3.0, 0.3}}) {
    const auto kernel = [r_drop = r_drop, distillation = distillation](auto of_device) {
      return [=](const Arrays& a) {
        of_device(
            {a[0], a[1], a[2], a[8], 0.1, distillation, a[7], r_drop, a[3], a[4], a[5], a[6]});
      };
    };
    Tensors given = {this->random({count + 3, width}) * 5, this->random({width}), words};
    given.push_back(differentiated ? this->random({bias_gradient_parts, width}) : Tensor());
    given.insert(given.end(), {Tensor(), doubles({count, 2}), doubles({2})});
    given.push_back(distillation > 0 ? this->random({count, width}).softmax(1) : Tensor());
    given.push_back(distillation > 0 && r_drop == 0 ? doubles({count}) : Tensor());
    // The parts of the bias' gradient are the device's own affair, and so is what is left of the
    // logits where no gradient is wanted.
    const auto found = this->on_gpu(given, kernel(gpu::cross_entropy_rows));
    kernel(dragoman::cross_entropy_rows)(arrays_of(given));
    const auto near = [](const Tensor& one, const Tensor& other) {
      return torch::allclose(one, other, 1e-5, 1e-5);
    };
    EXPECT_TRUE(near(found[6], given[6])) << found[6] << given[6];
    if (!differentiated) continue;
    EXPECT_TRUE(near(found[0], given[0]));
    EXPECT_TRUE(near(found[3].sum(0), given[3].sum(0)));
  }
}

using CudaKernelsInFloat = CudaKernels<float>;

TEST_F(CudaKernelsInFloat, RoundTheGradientOfTheLogits) {
  constexpr int64_t count = 6, width = 40;
  const Tensors found = on_gpu(
      {random({count, width}), random({width}), words(count, width),
       random({bias_gradient_parts, width}), torch::zeros({count, width}, torch::kBFloat16),
       torch::zeros({count, 2}, torch::kDouble), torch::zeros({2}, torch::kDouble)},
      [](const Arrays& a) {
        gpu::cross_entropy_rows({a[0], a[1], a[2], {}, 0.1, 0, {}, 0, a[3], a[4], a[5], a[6]});
      });
  EXPECT_GT(found[0].abs().max().item<float>(), 0);
  EXPECT_TRUE(torch::equal(found[4], found[0].to(torch::kBFloat16)));
}

TYPED_TEST(CudaKernels, UpdateAsTheCpuDoes) {
  const AdamStep step{0.01, 0.99, 0.9, 0.98, 1e-8, 0.1, 3};
  for (const double scale : {0.5, double{INFINITY}}) {
    for (const bool averaged : {false, true}) {
      const auto kernel = [&](auto of_device) {
        return [=](const Arrays& a) {
          of_device(step, {a[0], a[1], a[2], a[3], a[4], a[5]}, 0.25);
        };
      };
      this->expect_alike({this->random({1000}), this->random({1000}), this->random({1000}),
                          this->random({1000}).abs(), averaged ? this->random({1000}) : Tensor(),
                          torch::full({1}, scale, torch::kDouble)},
                         kernel(dragoman::adam), kernel(gpu::adam));
    }
  }
}

TYPED_TEST(CudaKernels, SumSquaresAsTheCpuDoes) {
  for (const int64_t count : {0, 1, 1000, 300'000}) {
    const Tensor values = this->random({count}),
                 sums = torch::zeros({sum_of_squares_room}, torch::kDouble);
    const Kernel kernel = [](const Arrays& a) { gpu::sum_of_squares(a[0], a[1]); };
    const Tensor found = this->on_gpu({values, sums}, kernel)[1][0];
    EXPECT_TRUE(torch::equal(this->on_gpu({values, sums}, kernel)[1][0], found));
    const double expected = values.to(torch::kDouble).square().sum().template item<double>();
    EXPECT_NEAR(found.item<double>(), expected, expected * 1e-12);
  }
}

TYPED_TEST(CudaKernels, DrawTheMasksOfTheCpu) {
  using Fill = void (*)(uint64_t, int64_t, double, const Array&);
  for (const double rate : {0.2, 0.999}) {
    const auto kernel = [&](Fill fill) {
      return [=](const Arrays& a) { fill(0x123456789abcdef0, (int64_t{1} << 33) + 5, rate, a[0]); };
    };
    const Tensor values = this->random({3000});
    const Tensors found = this->on_gpu({values}, kernel(gpu::fill_mask));
    kernel(dragoman::fill_mask)({array_of(values)});
    EXPECT_TRUE(torch::equal(found[0], values));
  }
}

TYPED_TEST(CudaKernels, SumRowsAsTheCpuDoes) {
  using Sum = void (*)(const Array&, const Array&);
  const auto kernel = [](Sum sum) { return [=](const Arrays& a) { sum(a[0], a[1]); }; };
  for (const auto& [count, width] :
       std::vector<std::array<int64_t, 2>>{{1, 1}, {7, 33}, {200, 70}}) {
    this->expect_alike({this->random({count, width}), this->random({width})},
                       kernel(dragoman::sum_of_rows), kernel(gpu::sum_of_rows));
  }
}

TYPED_TEST(CudaKernels, AddTheRowsOfWordsAsTheCpuDoes) {
  const auto kernel = [](auto add) { return [=](const Arrays& a) { add(a[0], a[1], a[2]); }; };
  const Tensor words = this->words(600, 20);  // many of each
  this->expect_alike({words, this->random({600, 300}), this->random({20, 300})},
                     kernel(dragoman::add_rows_of_words), kernel(gpu::add_rows_of_words));
}

TYPED_TEST(CudaKernels, ChooseTheBestWordsAsTheCpuDoes) {
  for (const auto& [rows, words, wanted] :
       std::vector<std::array<int64_t, 3>>{{1, 1, 1}, {3, 7, 7}, {2, 1000, 5}, {5, 300, 20}}) {
    // Many equal ones, and some that must not come.
    Tensor scores = (this->random({rows, words}) * 4).round();
    scores.masked_fill_(this->random({rows, words}) > 0.9,
                        -std::numeric_limits<double>::infinity());
    this->expect_alike(
        {scores, this->random({rows, wanted}), this->words(rows * wanted, 9).view({rows, wanted})},
        [](const Arrays& a) { best_words(a[0], a[1], a[2]); },
        [](const Arrays& a) { gpu::best_words(a[0], a[1], a[2]); });
  }
}

}  // namespace
}  // namespace dragoman
