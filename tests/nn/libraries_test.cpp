#include "dragoman/nn/libraries.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <omp.h>
#include <torch/types.h>
#include <torch/utils.h>
#include <torch/version.h>

#include "base/bindings.h"
#include "dragoman/kernels/onednn.h"
#include "nn/tape/product.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

/// Both ways to a product once, so that what they call is bound.
Tensor product_through(Precision precision, const Tensor& rows, const Tensor& weight) {
  const WeightOperand operand(weight, precision, Use::every_step);
  const Tensor out = torch::empty({rows.size(0), weight.size(0)});
  operand.multiply(rows, out);
  return out;
}

TEST(Libraries, AreSaidInOneLine) {
  const std::string line = describe_libraries();
  EXPECT_THAT(line, HasSubstr("LibTorch " TORCH_VERSION));
  EXPECT_THAT(line, HasSubstr("libgomp"));
  EXPECT_THAT(line, HasSubstr(product_library()));
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

// Each version's code would call the other's, with other layouts, by any name that both have.
TEST(Libraries, NoOneDnnCallsAnother) {
  if (!onednn::is_available()) GTEST_SKIP() << "built without oneDNN";
  product_through(Precision::fp32, torch::ones({8, 64}), torch::ones({64, 64}));
  const std::vector<Binding> bindings =
      bindings_of([](std::string_view symbol) { return symbol.find("dnnl") != symbol.npos; });
  std::map<std::string, std::string> copy_of;  // of a library that has none itself
  for (const Binding& binding : bindings) {
    if (binding.symbol.starts_with("dnnl_") && !binding.carried) copy_of[binding.from] = binding.to;
  }
  const auto copy = [&](const std::string& library) {
    return copy_of.contains(library) ? copy_of[library] : library;
  };
  for (const Binding& binding : bindings) {
    EXPECT_EQ(copy(binding.from), copy(binding.to)) << binding.from << " calls " << binding.symbol;
  }
  const auto ours = [](const auto& entry) {
    return entry.first.find("dragoman_onednn") != std::string::npos &&
           entry.second.find("libdnnl") != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(copy_of.begin(), copy_of.end(), ours)) << "the module calls no oneDNN";
}

TEST(Libraries, OneDnnAndLibTorchMultiplyInOneProcess) {
  torch::manual_seed(1);
  const Tensor rows = torch::randn({33, 70}), weight = torch::randn({65, 70});
  const Tensor expected = torch::mm(rows.to(torch::kDouble), weight.t().to(torch::kDouble));
  EXPECT_TRUE(torch::allclose(product_through(Precision::fp32, rows, weight).to(torch::kDouble),
                              expected, 1e-4, 1e-4));
  EXPECT_TRUE(
      torch::allclose(torch::mm(rows, weight.t()).to(torch::kDouble), expected, 1e-4, 1e-4));
  if (!at::hasMKLDNN()) return;
  // LibTorch's convolutions are those of the oneDNN that it was built with, in fp32 on every
  // processor and under every limit of oneDNN's; one of a pixel is a product.
  const Tensor pixels = torch::mkldnn_convolution(
      rows.view({33, 70, 1, 1}), weight.view({65, 70, 1, 1}), {}, {0, 0}, {1, 1}, {1, 1}, 1);
  EXPECT_TRUE(torch::allclose(pixels.view({33, 65}).to(torch::kDouble), expected, 1e-4, 1e-4));
}

TEST(Libraries, OneOpenMpRunsTheThreadsOfAll) {
  const ThreadCount two(2);
  EXPECT_EQ(omp_get_max_threads(), 2);
  std::set<int> threads;
#pragma omp parallel
  {
#pragma omp critical
    threads.insert(omp_get_thread_num());
  }
  EXPECT_EQ(threads.size(), 2u);
  product_through(Precision::fp32, torch::ones({512, 512}), torch::ones({512, 512}));
  torch::ones({1 << 20}).exp();
  std::map<std::string, std::set<std::string>> callers;  // of each library that has OpenMP
  for (const Binding& binding : bindings_of([](std::string_view symbol) {
         return symbol == "GOMP_parallel" || symbol == "omp_get_max_threads" ||
                symbol == "omp_set_num_threads";
       })) {
    callers[binding.to].insert(binding.from);
  }
  ASSERT_EQ(callers.size(), 1u) << testing::PrintToString(callers);
  const auto& [library, all] = *callers.begin();
  EXPECT_THAT(library, HasSubstr("gomp"));
  const auto has = [&](const char* part) {
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& name) { return name.find(part) != name.npos; });
  };
  EXPECT_TRUE(has("libtorch")) << testing::PrintToString(callers);
  EXPECT_TRUE(has("nn_test")) << testing::PrintToString(callers);
  EXPECT_TRUE(has("libdnnl") || !onednn::is_available()) << testing::PrintToString(callers);
}

TEST(Libraries, LibTorchSharesWorkAmongTheThreadsThatAreSet) {
  const ThreadCount two(2);
  std::mutex guard;
  std::set<std::thread::id> threads;
  at::parallel_for(0, 1 << 10, 1, [&](int64_t, int64_t) {
    const std::lock_guard lock(guard);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(threads.size(), 2u);
}

std::filesystem::path folder_of(const std::string& file) {
  return std::filesystem::path(file).parent_path();
}

// set_threads asks whichever OpenBLAS the program finds; it must be the one that multiplies, to
// which Debian's libblas.so.3 beside it only leads.
TEST(Libraries, TheBlasWhoseThreadsAreSetIsLibTorchs) {
  torch::mm(torch::ones({64, 64}), torch::ones({64, 64}));
  const void* setter = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  size_t calls = 0;
  for (const Binding& binding :
       bindings_of([](std::string_view symbol) { return symbol == "sgemm_"; })) {
    if (binding.from.find("libtorch") == std::string::npos) continue;
    ++calls;
    if (setter != nullptr) {
      EXPECT_EQ(folder_of(binding.to), folder_of(file_of(setter)));
    }
  }
  EXPECT_TRUE(calls > 0 || at::hasMKL()) << "LibTorch multiplies with neither sgemm_ nor MKL";
}

}  // namespace
}  // namespace dragoman
