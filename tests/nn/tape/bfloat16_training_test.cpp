#include <cmath>

#include <gtest/gtest.h>

#include "nn/small_model.h"
#include "nn/tape/product.h"
#include "nn/training_step.h"

namespace dragoman {
namespace {

class Bfloat16Training : public testing::TestWithParam<std::tuple<DecoderKind, CellKind>> {};

TEST_P(Bfloat16Training, GradientsAreNearThoseOfFloat32) {
  if (!has_native_bf16()) GTEST_SKIP() << "this processor has no products in bfloat16";
  const ModelConfig config = stacked_config(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const auto exact = gradients_of(config, {Kernels::fast, Precision::fp32});
  const auto rounded = gradients_of(config, {Kernels::fast, Precision::bf16});
  double difference = 0, all = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    ASSERT_TRUE(exact[i].tensor.defined() && rounded[i].tensor.defined()) << exact[i].name;
    const double norm = norm_of(exact[i].tensor);
    const double off = norm_of(rounded[i].tensor - exact[i].tensor);
    EXPECT_LT(off, 0.05 * norm) << exact[i].name;
    difference += off * off;
    all += norm * norm;
  }
  EXPECT_LT(std::sqrt(difference / all), 0.02);
  EXPECT_GT(difference, 0) << "nothing was rounded";
}

INSTANTIATE_TEST_SUITE_P(All, Bfloat16Training,
                         testing::Combine(testing::ValuesIn(decoder_kinds()),
                                          testing::ValuesIn(cell_kinds())),
                         [](const auto& made) {
                           return name_of(std::get<0>(made.param)) + "_" +
                                  name_of(std::get<1>(made.param));
                         });

}  // namespace
}  // namespace dragoman
