// What training is made of, timed alone: matrix products (the limit of a step is their best rate),
// the pointwise kernels, and whole steps over growing sizes. scripts/bench/bench.sh runs it.
#include <benchmark/benchmark.h>
#include <torch/utils.h>

#include "dragoman/kernels/cross_entropy.h"
#include "dragoman/kernels/gates.h"
#include "dragoman/kernels/rows.h"
#include "dragoman/nn/model.h"
#include "dragoman/nn/runtime.h"
#include "dragoman/training/flat_parameters.h"
#include "dragoman/training/optimizer.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

void set_rate(benchmark::State& state, double operations) {
  state.counters["GFLOP/s"] =
      benchmark::Counter(operations * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

Precision precision_of(int64_t bits) {
  return bits == 16 ? Precision::bf16 : Precision::fp32;
}

bool skipped(benchmark::State& state, Precision precision) {
  if (precision != Precision::bf16 || has_native_bf16()) return false;
  state.SkipWithError("no native bf16");
  return true;
}

/// rows [R, K] · Wᵀ, W [N, K] packed, as within the loop over time. Arguments: R, K, N, bits.
void step_product(benchmark::State& state) {
  const Precision precision = precision_of(state.range(3));
  if (skipped(state, precision)) return;
  const int64_t rows = state.range(0), inputs = state.range(1), outputs = state.range(2);
  const WeightOperand weight(torch::randn({outputs, inputs}), precision, Use::every_step);
  const Tensor left = rounded(torch::randn({rows, inputs}), precision);
  const Tensor out = torch::empty({rows, outputs});
  for (auto _ : state) weight.multiply(left, out);
  set_rate(state, 2.0 * static_cast<double>(rows * inputs * outputs));
}

/// dW [N, K] = dYᵀ [N, R] · X [R, K]. Arguments: R, K, N, bits.
void weight_gradient_product(benchmark::State& state) {
  const Precision precision = precision_of(state.range(3));
  if (skipped(state, precision)) return;
  const int64_t rows = state.range(0), inputs = state.range(1), outputs = state.range(2);
  const Tensor left = rounded(torch::randn({rows, outputs}), precision);
  const Tensor right = rounded(torch::randn({rows, inputs}), precision);
  const Tensor gradient = torch::empty({outputs, inputs});
  for (auto _ : state) weight_gradient(left, right, precision, gradient);
  set_rate(state, 2.0 * static_cast<double>(rows * inputs * outputs));
}

void product_shapes(benchmark::internal::Benchmark* products) {
  for (const int64_t bits : {32, 16}) {
    for (const auto& [inputs, outputs] : std::vector<std::pair<int64_t, int64_t>>{
             {512, 2048}, {2048, 512}, {512, 512}, {512, 8000}, {8000, 512}}) {
      for (const int64_t rows : {16, 64, 512, 1024}) {
        products->Args({rows, inputs, outputs, bits});
      }
    }
  }
}

/// One thread, 64 rows of width H: the gates of an LSTM, forward.
void lstm_gates(benchmark::State& state) {
  const int64_t rows = 64, width = state.range(0);
  const Tensor gates = torch::randn({rows, 4 * width}), bias = torch::zeros(4 * width);
  const Tensor states = torch::randn({4, rows, width});
  const auto data = [](const Tensor& tensor) { return tensor.data_ptr<float>(); };
  const GateStep<float> step{
      rows,       width,           nullptr,         data(gates),     nullptr,
      data(bias), data(states[0]), data(states[1]), data(states[2]), data(states[3])};
  for (auto _ : state) lstm_forward(step);
  state.SetItemsProcessed(state.iterations() * rows * width);
}

/// One thread: scores of S keys of width A for one query, forward and back.
void additive_score(benchmark::State& state) {
  const int64_t source = 16, width = state.range(0);
  const Tensor query = torch::randn(width), v = torch::randn(width);
  const Tensor keys = torch::randn({source, width}), scores = torch::ones(source);
  const Tensor d_query = torch::zeros(width), d_keys = torch::zeros({source, width}),
               d_v = torch::zeros(width);
  const Tensor mask = torch::ones(source, torch::kBool);
  const auto data = [](const Tensor& tensor) { return tensor.data_ptr<float>(); };
  const Rows<float> rows{data(keys), source, width, width};
  for (auto _ : state) {
    additive_scores(data(query), data(v), rows, mask.data_ptr<bool>(), data(scores));
    additive_backward(data(query), data(v), rows, data(scores),
                      AdditiveGradients<float>{data(d_query), data(d_keys), data(d_v)});
  }
  state.SetItemsProcessed(state.iterations() * source * width);
}

/// One thread: softmax, loss and gradient of one row of V logits.
void cross_entropy(benchmark::State& state) {
  const int64_t words = state.range(0);
  const Tensor logits = torch::randn(words), bias = torch::zeros(words), sum = torch::zeros(words);
  for (auto _ : state) {
    cross_entropy_row({logits.data_ptr<float>(), bias.data_ptr<float>(), words, 1, 0.1,
                       sum.data_ptr<float>(), nullptr});
  }
  state.SetItemsProcessed(state.iterations() * words);
}

/// Multiplications and additions of a step's products: of LSTM + luong + general.
double step_operations(int64_t width, int64_t length, int64_t batch, int64_t words) {
  const double h = static_cast<double>(width), v = static_cast<double>(words);
  const double target = 14 * h * h + v * h, source = 4 * h * h + 2 * h * h + h * h;
  return 6 * (target + source) * static_cast<double>(length * batch);
}

/// A whole update over sentences of one length. Arguments: H, S = T, B, V, bits.
void training_step(benchmark::State& state) {
  const Precision precision = precision_of(state.range(4));
  if (skipped(state, precision)) return;
  const int64_t width = state.range(0), length = state.range(1), batch = state.range(2),
                words = state.range(3);
  ModelConfig config;
  config.embedding.width = config.encoder.width = config.attention.width = config.decoder.width =
      width;
  config.encoder.cell = config.decoder.cell = CellKind::lstm;
  config.decoder.kind = DecoderKind::luong;
  config.attention.kind = "general";
  auto model = make_model(config, {words, words}, 1, {Kernels::fast, precision});
  FlatParameters flat(*model);
  Optimizer optimizer({}, flat.values());
  const Tensor source = torch::randint(3, words, {batch, length}, torch::kLong);
  const Tensor target = torch::randint(3, words, {length, batch}, torch::kLong);
  const Tensor lengths = torch::full({batch}, length, torch::kLong);
  const Tensor mask = torch::ones({batch, length}, torch::kBool);
  for (auto _ : state) {
    const Encoded encoded = model->encode(source, lengths, mask);
    const Tensor readouts = model->decode(encoded, target).readouts;
    model->loss(readouts, target, mask.t(), 0.1).smoothed.backward();
    optimizer.update(flat.gradients(), 1e-3, 1e-3, state.iterations() + 1);
  }
  set_rate(state, step_operations(width, length, batch, words));
  state.counters["tokens/s"] = benchmark::Counter(static_cast<double>(length * batch),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void growing_sizes(benchmark::internal::Benchmark* steps) {
  for (const int64_t bits : {32, 16}) {
    for (const int64_t width : {256, 512, 768, 1024}) steps->Args({width, 15, 64, 8000, bits});
    for (const int64_t length : {10, 25, 50, 100}) steps->Args({512, length, 64, 8000, bits});
    for (const int64_t batch : {16, 64, 128, 256}) steps->Args({512, 15, batch, 8000, bits});
    for (const int64_t words : {4000, 8000, 16000, 32000}) steps->Args({512, 15, 64, words, bits});
  }
}

BENCHMARK(step_product)->ArgNames({"R", "K", "N", "bits"})->Apply(product_shapes)->UseRealTime();
BENCHMARK(weight_gradient_product)
    ->ArgNames({"R", "K", "N", "bits"})
    ->Apply(product_shapes)
    ->UseRealTime();
BENCHMARK(lstm_gates)->Arg(256)->Arg(512)->Arg(1024);
BENCHMARK(additive_score)->Arg(256)->Arg(512)->Arg(1024);
BENCHMARK(cross_entropy)->Arg(8000)->Arg(32000);
BENCHMARK(training_step)
    ->ArgNames({"H", "T", "B", "V", "bits"})
    ->Apply(growing_sizes)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace dragoman

int main(int argc, char** argv) {
  benchmark::AddCustomContext("threads", dragoman::set_threads({}));
  benchmark::AddCustomContext("products", dragoman::product_library());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
