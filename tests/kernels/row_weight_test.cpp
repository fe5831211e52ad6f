#include "dragoman/kernels/row_weight.h"

#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "dragoman/kernels/int8_weight.h"
#include "kernels/instruction_sets.h"
#include "kernels/real_numbers.h"

namespace dragoman {
namespace {

constexpr int64_t words = 37, rows = 5;
const std::vector<int64_t> chosen = {0, 36, 3, 3, 17, 20};

/// Numbers of a weight [37, K], its bias and rows [5, K + 3].
template <typename Real>
struct Numbers {
  explicit Numbers(int64_t inputs)
      : width(inputs),
        weight(random_reals<Real>({words, inputs}, 1)),
        bias(random_reals<Real>({words}, 2)),
        input(random_reals<Real>({rows, inputs + 3}, 3)) {}

  MatrixView<Real> view() const {
    return {weight.template data_ptr<Real>(), words, width, width, 1};
  }

  /// The rows [begin, begin + count) times the chosen ones.
  std::vector<Real> product(const RowWeight<Real>& made, int64_t begin, int64_t count) const {
    std::vector<Real> out(static_cast<size_t>(count) * chosen.size());
    made.multiply({input.template data_ptr<Real>() + begin * (width + 3), count, width + 3}, chosen,
                  bias.template data_ptr<Real>(),
                  {out.data(), count, static_cast<int64_t>(chosen.size())});
    return out;
  }

  std::vector<double> defined() const {
    const Tensor all = torch::linear(input.narrow(1, 0, width).to(torch::kDouble),
                                     weight.to(torch::kDouble), bias.to(torch::kDouble))
                           .index_select(1, torch::tensor(chosen))
                           .contiguous();
    return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
  }

  int64_t width;
  Tensor weight, bias, input;
};

template <typename Real>
void expect_near(const std::vector<Real>& found, const std::vector<double>& expected,
                 double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << i;
}

const std::vector<int64_t> widths = {1, 7, 32, 100, 512};

TEST(RowWeight, GivesTheChosenRowsOfTheProduct) {
  for (const int64_t width : widths) {
    const Numbers<float> floats(width);
    expect_near(floats.product(ExactRowWeight<float>(floats.view()), 0, rows), floats.defined(),
                1e-6 * double(width));
    expect_near(floats.product(Bfloat16RowWeight(floats.view()), 0, rows), floats.defined(),
                0.01 * std::sqrt(double(width)) + 0.01);
    const Numbers<double> doubles(width);
    expect_near(doubles.product(ExactRowWeight<double>(doubles.view()), 0, rows), doubles.defined(),
                1e-14 * double(width));
  }
}

TEST(RowWeight, InInt8IsTheSameAsThePackedWeightsProduct) {
  for (const int64_t width : widths) {
    const Numbers<float> floats(width);
    std::vector<float> whole(rows * words);
    Int8Weight(floats.view())
        .multiply({floats.input.data_ptr<float>(), rows, width + 3}, floats.bias.data_ptr<float>(),
                  {whole.data(), rows, words});
    std::vector<float> expected;
    for (int64_t row = 0; row < rows; ++row) {
      for (const int64_t word : chosen) expected.push_back(whole[size_t(row * words + word)]);
    }
    EXPECT_EQ(floats.product(Int8RowWeight(floats.view()), 0, rows), expected);
  }
}

TEST(RowWeight, ARowIsTheSameAloneAndOnEveryProcessorThatFuses) {
  const Numbers<float> floats(100);
  const std::vector<std::shared_ptr<RowWeight<float>>> made = {
      std::make_shared<ExactRowWeight<float>>(floats.view()),
      std::make_shared<Bfloat16RowWeight>(floats.view()),
      std::make_shared<Int8RowWeight>(floats.view())};
  for (const auto& weight : made) {
    std::vector<float> fused;
    for_targets([&](int64_t target) {
      const std::vector<float> together = floats.product(*weight, 0, rows);
      for (int64_t row = 0; row < rows; ++row) {
        const std::vector<float> alone = floats.product(*weight, row, 1);
        EXPECT_TRUE(std::equal(alone.begin(), alone.end(),
                               together.begin() + row * int64_t(chosen.size())));
      }
      if (!has_fused_multiply_add(target)) return;
      if (fused.empty()) fused = together;
      EXPECT_EQ(together, fused);
    });
  }
}

}  // namespace
}  // namespace dragoman
