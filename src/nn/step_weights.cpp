#include "nn/step_weights.h"

#include <algorithm>

#include "dragoman/kernels/int8_weight.h"
#include "dragoman/kernels/row_weight.h"

namespace dragoman {
namespace {

constexpr int64_t table_bytes_at_most = int64_t{80} << 20;

template <typename Real>
std::shared_ptr<const WeightProduct<Real>> packed(const MatrixView<Real>& view,
                                                  SearchPrecision precision) {
  if constexpr (std::is_same_v<Real, float>) {
    if (precision == SearchPrecision::int8) return std::make_shared<const Int8Weight>(view);
    if (precision == SearchPrecision::bf16) return std::make_shared<const Bfloat16Weight>(view);
  }
  return std::make_shared<const PackedWeight<Real>>(view);
}

template <typename Real>
std::shared_ptr<const RowWeight<Real>> in_rows(const MatrixView<Real>& view,
                                               SearchPrecision precision) {
  if constexpr (std::is_same_v<Real, float>) {
    if (precision == SearchPrecision::int8) return std::make_shared<const Int8RowWeight>(view);
    if (precision == SearchPrecision::bf16) return std::make_shared<const Bfloat16RowWeight>(view);
  }
  return std::make_shared<const ExactRowWeight<Real>>(view);
}

template <typename Real>
MatrixView<Real> view_of(const Tensor& matrix) {
  return {matrix.data_ptr<Real>(), matrix.size(0), matrix.size(1), matrix.stride(0),
          matrix.stride(1)};
}

}  // namespace

template <typename Real>
void StepWeights<Real>::keep(const std::vector<Tensor>& parameters) const {
  if (read_) read_(without_weights(parameters));
}

template <typename Real>
StepProduct<Real> StepWeights<Real>::product(const Tensor& weight, const Tensor& bias) const {
  const PresentWeights both(read_, {weight, bias});
  return {packed(view_of<Real>(weight.detach()), precision_),
          bias.defined() ? numbers(bias) : std::vector<Real>{}};
}

template <typename Real>
StepOutput<Real> StepWeights<Real>::output(const Tensor& weight, const Tensor& bias,
                                           const Shortlist& shortlist) const {
  if (shortlist.empty()) return {product(weight, bias), {}, nullptr, {}};
  const PresentWeights both(read_, {weight, bias});
  return {{}, shortlist, in_rows(view_of<Real>(weight.detach()), precision_), numbers(bias)};
}

template <typename Real>
StepLexicon<Real> StepWeights<Real>::lexicon(const Lexicon& lexicon, double floor) const {
  const Tensor words = lexicon.words.contiguous();
  return {{words.data_ptr<int32_t>(), words.data_ptr<int32_t>() + words.numel()},
          numbers(lexicon.probabilities.to(c10::CppTypeToScalarType<Real>::value)),
          words.size(1),
          static_cast<Real>(floor)};
}

template <typename Real>
WordTable<Real> StepWeights<Real>::table(const Tensor& embedding) const {
  const PresentWeights whole(read_, {embedding});
  const Tensor numbers = embedding.detach().contiguous();
  const int64_t width = numbers.size(1);
  return WordTable<Real>(
      numbers.size(0), width, precision_, [&](int64_t begin, int64_t count, Real* rows) {
        std::copy_n(numbers.data_ptr<Real>() + begin * width, count * width, rows);
      });
}

template <typename Real>
StepWords<Real> StepWeights<Real>::words(const Tensor& embedding, Tensor use,
                                         const Tensor& bias) const {
  const PresentWeights all(read_, {embedding, use, bias});
  const int64_t bytes = embedding.size(0) * use.size(0) * static_cast<int64_t>(sizeof(Real));
  if (bytes > table_bytes_at_most) return {table(embedding), product(use, bias)};
  const StepProduct<Real> exact = StepWeights(SearchPrecision::fp32, read_).product(use, bias);
  use = Tensor();
  const Tensor words = embedding.detach().contiguous();
  const int64_t width = words.size(1);
  return StepWords<Real>(WordTable<Real>(
      words.size(0), exact.outputs(), precision_, [&](int64_t begin, int64_t count, Real* rows) {
        exact({words.data_ptr<Real>() + begin * width, count, width}, rows);
      }));
}

template <typename Real>
StepCell<Real> StepWeights<Real>::cell(CellKind kind, const CellWeights& weights) const {
  const auto numbers_of = [this](const Tensor& tensor) {
    return tensor.defined() ? numbers(tensor) : std::vector<Real>{};
  };
  StepCellParts<Real> parts{product(weights.weight_hh, weights.bias_hh),
                            {numbers_of(weights.input_gain), numbers_of(weights.input_shift)},
                            {numbers_of(weights.recurrent_gain), {}},
                            {},
                            {}};
  for (const CellWeights& transition : weights.transitions) {
    parts.transitions.push_back(cell(kind, transition));
  }
  if (!weights.weight_ih.defined()) parts.input_bias = numbers(weights.bias_ih);
  return StepCell<Real>(kind, std::move(parts));
}

template <typename Real>
std::vector<Real> StepWeights<Real>::numbers(const Tensor& tensor) const {
  const PresentWeights whole(read_, {tensor});
  const Tensor dense = tensor.detach().contiguous();
  const Real* begin = dense.data_ptr<Real>();
  return {begin, begin + dense.numel()};
}

template class StepWeights<float>;
template class StepWeights<double>;

}  // namespace dragoman
