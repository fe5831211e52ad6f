#include "dragoman/kernels/row_weight.h"

#include "dragoman/kernels/bfloat16.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/row_weight.cpp"
#include <hwy/foreach_target.h>
// After it, so that what follows is compiled for each target.
#include <hwy/highway.h>

#include "kernels/dispatch.h"
#include "kernels/panels.h"
#include "kernels/round_row.h"
#include "kernels/vectors-inl.h"

#ifndef DRAGOMAN_KERNELS_CHOSEN_PRODUCT
#define DRAGOMAN_KERNELS_CHOSEN_PRODUCT
namespace dragoman {

/// A product of rows with chosen rows of a weight, as each instruction set computes it.
template <typename Real, typename Stored = Real, typename Input = Real>
struct ChosenProduct {
  const Stored* weight;
  int64_t inputs;  // of a row of the weight, with what fills it up
  const int64_t* chosen;
  RowsOf<const Input> rows;
  const Real* bias;  // [N], or null
  RowsOf<Real> out;
  const float* row_scales = nullptr;     // of rounded rows
  const float* column_scales = nullptr;  // [N] of a rounded weight
};

using Int8Chosen = ChosenProduct<float, int8_t, int16_t>;

}  // namespace dragoman
#endif

HWY_BEFORE_NAMESPACE();
namespace dragoman {
namespace HWY_NAMESPACE {

template <typename Real, typename Stored>
void multiply_chosen(const ChosenProduct<Real, Stored>& product, int64_t begin, int64_t end) {
  for (int64_t column = begin; column < end; ++column) {
    const int64_t chosen = product.chosen[column];
    const Stored* weight = product.weight + chosen * product.inputs;
    const Real bias = product.bias == nullptr ? Real(0) : product.bias[chosen];
    for (int64_t r = 0; r < product.rows.count; ++r) {
      const Real* row = product.rows.data + r * product.rows.stride;
      product.out.data[r * product.out.stride + column] =
          bias + accumulated<Real>(product.inputs, [&](auto d, int64_t i, auto sum) HWY_ATTR {
            return hn::MulAdd(load_stored(d, weight + i), hn::LoadU(d, row + i), sum);
          });
    }
  }
}

void multiply_chosen_f32(const ChosenProduct<float>& product, int64_t begin, int64_t end) {
  multiply_chosen(product, begin, end);
}
void multiply_chosen_f64(const ChosenProduct<double>& product, int64_t begin, int64_t end) {
  multiply_chosen(product, begin, end);
}
void multiply_chosen_bf16(const ChosenProduct<float, uint16_t>& product, int64_t begin,
                          int64_t end) {
  multiply_chosen(product, begin, end);
}

/// Σ_k weight_k row_k over whole vectors.
HWY_INLINE HWY_ATTR int32_t integer_sum(const int8_t* weight, const int16_t* row, int64_t count) {
#if HWY_TARGET == HWY_SCALAR
  int32_t sum = 0;
  for (int64_t k = 0; k < count; ++k) sum += weight[k] * row[k];
  return sum;
#else
  const hn::ScalableTag<int32_t> d;
  const hn::Repartition<int16_t, decltype(d)> pairs;
  const hn::Rebind<int8_t, decltype(pairs)> bytes;
  const auto lanes = static_cast<int64_t>(hn::Lanes(pairs));
  auto sum = hn::Zero(d), other = hn::Zero(d);
  for (int64_t k = 0; k < count; k += lanes) {
    sum = hn::ReorderWidenMulAccumulate(d, hn::PromoteTo(pairs, hn::LoadU(bytes, weight + k)),
                                        hn::LoadU(pairs, row + k), sum, other);
  }
  return hn::GetLane(hn::SumOfLanes(d, hn::RearrangeToOddPlusEven(sum, other)));
#endif
}

/// scale · sum + bias, rounded as Int8Weight rounds it.
HWY_INLINE HWY_ATTR float scaled_sum(int32_t sum, float scale, float bias) {
  const hn::CappedTag<float, 1> d;
  return hn::GetLane(
      hn::MulAdd(hn::Set(d, static_cast<float>(sum)), hn::Set(d, scale), hn::Set(d, bias)));
}

void multiply_chosen_int8(const Int8Chosen& product, int64_t begin, int64_t end) {
  for (int64_t column = begin; column < end; ++column) {
    const int64_t chosen = product.chosen[column];
    const int8_t* weight = product.weight + chosen * product.inputs;
    const float bias = product.bias == nullptr ? 0 : product.bias[chosen];
    for (int64_t r = 0; r < product.rows.count; ++r) {
      const int16_t* row = product.rows.data + r * product.rows.stride;
      product.out.data[r * product.out.stride + column] =
          scaled_sum(integer_sum(weight, row, product.inputs),
                     product.row_scales[r] * product.column_scales[chosen], bias);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace dragoman
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman {
namespace {

HWY_EXPORT(multiply_chosen_f32);
HWY_EXPORT(multiply_chosen_f64);
HWY_EXPORT(multiply_chosen_bf16);
HWY_EXPORT(multiply_chosen_int8);

void multiply(const ChosenProduct<float>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_chosen_f32)(product, begin, end);
}
void multiply(const ChosenProduct<double>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_chosen_f64)(product, begin, end);
}
void multiply(const ChosenProduct<float, uint16_t>& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_chosen_bf16)(product, begin, end);
}
void multiply(const Int8Chosen& product, int64_t begin, int64_t end) {
  DRAGOMAN_DISPATCH(multiply_chosen_int8)(product, begin, end);
}

template <typename Real, typename Stored, typename Input>
void multiply_shared(const ChosenProduct<Real, Stored, Input>& product, size_t chosen) {
  const auto columns = static_cast<int64_t>(chosen);
  share_panels(columns, product.rows.count * product.inputs * columns,
               [&](int64_t begin, int64_t end) { multiply(product, begin, end); });
}

/// The weight row by row, each element as `store` makes it.
template <typename Stored, typename Real, class Store>
std::vector<Stored> in_rows(const MatrixView<Real>& weight, const Store& store) {
  std::vector<Stored> numbers(static_cast<size_t>(weight.rows * weight.columns));
  for (int64_t n = 0; n < weight.rows; ++n) {
    for (int64_t k = 0; k < weight.columns; ++k) {
      numbers[static_cast<size_t>(n * weight.columns + k)] =
          store(weight.data[n * weight.row_stride + k * weight.column_stride]);
    }
  }
  return numbers;
}

/// Numbers of an int8 row, filled up to a multiple of the widest vector's.
int64_t filled_up(int64_t inputs) {
  constexpr int64_t widest = 64;
  return (inputs + widest - 1) / widest * widest;
}

}  // namespace

template <typename Real>
ExactRowWeight<Real>::ExactRowWeight(const MatrixView<Real>& weight)
    : RowWeight<Real>(weight.rows, weight.columns),
      numbers_(in_rows<Real>(weight, [](Real value) { return value; })) {}

template <typename Real>
void ExactRowWeight<Real>::multiply(const RowsOf<const Real>& rows,
                                    const std::vector<int64_t>& chosen, const Real* bias,
                                    const RowsOf<Real>& out) const {
  multiply_shared(
      ChosenProduct<Real>{numbers_.data(), this->inputs_, chosen.data(), rows, bias, out},
      chosen.size());
}

template class ExactRowWeight<float>;
template class ExactRowWeight<double>;

Bfloat16RowWeight::Bfloat16RowWeight(const MatrixView<float>& weight)
    : RowWeight<float>(weight.rows, weight.columns),
      numbers_(in_rows<uint16_t>(weight, to_bfloat16)) {}

void Bfloat16RowWeight::multiply(const RowsOf<const float>& rows,
                                 const std::vector<int64_t>& chosen, const float* bias,
                                 const RowsOf<float>& out) const {
  multiply_shared(
      ChosenProduct<float, uint16_t>{numbers_.data(), inputs_, chosen.data(), rows, bias, out},
      chosen.size());
}

Int8RowWeight::Int8RowWeight(const MatrixView<float>& weight)
    : RowWeight<float>(weight.rows, weight.columns),
      stride_(filled_up(weight.columns)),
      numbers_(static_cast<size_t>(weight.rows * stride_)),
      scales_(static_cast<size_t>(weight.rows)) {
  std::vector<float> row(static_cast<size_t>(inputs_));
  std::vector<int16_t> rounded(row.size());
  for (int64_t n = 0; n < outputs_; ++n) {
    for (int64_t k = 0; k < inputs_; ++k) {
      row[static_cast<size_t>(k)] = weight.data[n * weight.row_stride + k * weight.column_stride];
    }
    scales_[static_cast<size_t>(n)] = round_row(row.data(), inputs_, rounded.data());
    for (int64_t k = 0; k < inputs_; ++k) {
      numbers_[static_cast<size_t>(n * stride_ + k)] =
          static_cast<int8_t>(rounded[static_cast<size_t>(k)]);
    }
  }
}

void Int8RowWeight::multiply(const RowsOf<const float>& rows, const std::vector<int64_t>& chosen,
                             const float* bias, const RowsOf<float>& out) const {
  std::vector<int16_t> rounded(static_cast<size_t>(rows.count * stride_));
  std::vector<float> scales(static_cast<size_t>(rows.count));
  for (int64_t row = 0; row < rows.count; ++row) {
    scales[static_cast<size_t>(row)] =
        round_row(rows.data + row * rows.stride, inputs_, rounded.data() + row * stride_);
  }
  multiply_shared(Int8Chosen{numbers_.data(),
                             stride_,
                             chosen.data(),
                             {rounded.data(), rows.count, stride_},
                             bias,
                             out,
                             scales.data(),
                             scales_.data()},
                  chosen.size());
}

}  // namespace dragoman
#endif
