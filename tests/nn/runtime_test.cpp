#include "dragoman/nn/runtime.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "dragoman/base/error.h"
#include "dragoman/kernels/cuda.h"
#include "dragoman/kernels/instructions.h"
#include "nn/tape/product.h"

namespace dragoman {
namespace {

TEST(SetThreads, TakesTheGivenNumberAndSaysIt) {
  const int before = at::get_num_threads();
  RuntimeConfig config;
  config.threads = 2;
  EXPECT_THAT(set_threads(config), testing::StartsWith("2 threads"));
  EXPECT_EQ(at::get_num_threads(), 2);
  config.threads = 1;
  EXPECT_EQ(set_threads(config), "1 thread");
  config.threads = 0;
  set_threads(config);
  EXPECT_GE(at::get_num_threads(), 1);
  at::set_num_threads(before);
}

TEST(ChooseDevice, IsWhatTheConfigurationSays) {
  RuntimeConfig config;
  EXPECT_EQ(choose_device(config).is_cuda(), torch::cuda::is_available());
  config.device = {DeviceKind::cpu, {}};
  EXPECT_TRUE(choose_device(config).is_cpu());
  config.device = {DeviceKind::cuda, {}};
  if (torch::cuda::is_available()) {
    EXPECT_TRUE(choose_device(config).is_cuda());
  } else {
    EXPECT_THROW(choose_device(config), InputError);
  }
  config.device = {DeviceKind::cuda, 127};
  EXPECT_THROW(choose_device(config), InputError);
}

TEST(ChooseArithmetic, IsFastOnTheCpuAndTheReferenceElsewhereOrWhereAsked) {
  RuntimeConfig config;
  EXPECT_EQ(choose_arithmetic(config, torch::kCPU).kernels, Kernels::fast);
  if (!cuda::is_available()) {
    EXPECT_EQ(choose_arithmetic(config, torch::kCUDA).kernels, Kernels::reference);
  }
  config.kernels = Kernels::reference;
  const Arithmetic reference = choose_arithmetic(config, torch::kCPU);
  EXPECT_EQ(reference.kernels, Kernels::reference);
  EXPECT_EQ(reference.precision, Precision::fp32);
}

TEST(ChooseArithmetic, TakesBf16WhereItIsFasterAndRefusesItWhereThereIsNone) {
  RuntimeConfig config;
  const bool native = has_native_bf16();
  EXPECT_TRUE(native || !is_faster_in_bf16());
  EXPECT_EQ(choose_arithmetic(config, torch::kCPU).precision,
            is_faster_in_bf16() ? Precision::bf16 : Precision::fp32);
  config.precision = Precision::fp32;
  EXPECT_EQ(choose_arithmetic(config, torch::kCPU).precision, Precision::fp32);
  config.precision = Precision::bf16;
  if (native) {
    EXPECT_EQ(choose_arithmetic(config, torch::kCPU).precision, Precision::bf16);
  } else {
    EXPECT_THROW(choose_arithmetic(config, torch::kCPU), InputError);
  }
  if (!cuda::is_available()) {
    EXPECT_THROW(choose_arithmetic(config, torch::kCUDA), InputError);
  }
  config.precision = Precision::tf32;
  EXPECT_THROW(choose_arithmetic(config, torch::kCPU), InputError) << "a GPU's";
  config.kernels = Kernels::reference;
  EXPECT_THROW(choose_arithmetic(config, torch::kCPU), InputError);
}

TEST(ChooseArithmetic, IsSaidInOneLine) {
  EXPECT_THAT(
      describe(Arithmetic{Kernels::fast, Precision::bf16}, torch::kCPU),
      testing::StartsWith("fast kernels (" + instruction_set() + "), products in bf16 through "));
  EXPECT_EQ(describe(reference_arithmetic, torch::kCPU),
            "reference kernels (autograd step by step) on cpu, fp32");
}

}  // namespace
}  // namespace dragoman
