#include "nn/attend_step.h"

#include <algorithm>

#include <torch/utils.h>

namespace dragoman {
namespace {

/// A sentence as `attend` sees it, and the shape of what it carries from step to step.
template <typename Real>
struct DefinedMemory final : SentenceMemory<Real> {
  using SentenceMemory<Real>::SentenceMemory;

  AttentionMemory tensors;                // of one sentence
  std::vector<int64_t> carry_shape = {};  // of a row
  torch::ScalarType carry_type = torch::kFloat;
};

template <typename Real>
Tensor tensor_of(const Real* numbers, int64_t rows, int64_t width, int64_t stride) {
  const auto type = c10::CppTypeToScalarType<Real>::value;
  return torch::from_blob(const_cast<Real*>(numbers), {rows, width}, {stride, 1}, type).clone();
}

/// Writes a tensor [R, ·] of any type into rows of numbers.
template <typename Real>
void write(const Tensor& tensor, int64_t stride, Real* to) {
  const Tensor dense =
      tensor.reshape({tensor.size(0), -1}).to(c10::CppTypeToScalarType<Real>::value).contiguous();
  for (int64_t row = 0; row < dense.size(0); ++row) {
    std::copy_n(dense.data_ptr<Real>() + row * dense.size(1), dense.size(1), to + row * stride);
  }
}

/// A row's carry is a mark, 0 before the first step, and the numbers of the kind's own.
template <typename Real>
Tensor carry_of(const DefinedMemory<Real>& memory, const Real* carry, int64_t rows,
                int64_t stride) {
  if (memory.carry_width == 0 || carry[0] == 0) return {};
  std::vector<int64_t> shape = {rows};
  shape.insert(shape.end(), memory.carry_shape.begin(), memory.carry_shape.end());
  return tensor_of(carry + 1, rows, memory.carry_width - 1, stride)
      .view(shape)
      .to(memory.carry_type);
}

/// Rows that follow one another and look at the same sentence, from the same step of it.
template <typename Real>
int64_t count_alike(const AttentionRows<Real>& rows, int64_t begin) {
  int64_t end = begin + 1;
  while (end < rows.queries.count && rows.sentences[end] == rows.sentences[begin]) ++end;
  return end - begin;
}

}  // namespace

template <typename Real>
AttendStep<Real>::AttendStep(Attention& attention, int64_t query_width, StepProduct<Real> use)
    : attention_(std::dynamic_pointer_cast<Attention>(attention.shared_from_this())),
      query_width_(query_width),
      use_(std::move(use)) {}

template <typename Real>
std::shared_ptr<const SentenceMemory<Real>> AttendStep<Real>::remember(
    const RowsOf<const Real>& encoded) const {
  const torch::NoGradGuard no_grad;
  auto memory = std::make_shared<DefinedMemory<Real>>(encoded.count);
  memory->tensors = attention_->remember(
      tensor_of(encoded.data, encoded.count, encoded.stride, encoded.stride).unsqueeze(0),
      torch::ones({1, encoded.count}, torch::kBool), reference_arithmetic);
  // What a step carries shows when one is taken.
  const Tensor carry =
      attention_
          ->attend(torch::zeros({1, query_width_}, memory->tensors.values.options()),
                   memory->tensors, {})
          .carry;
  if (carry.defined()) {
    memory->carry_width = 1 + carry.numel();
    memory->carry_shape = carry.sizes().slice(1).vec();
    memory->carry_type = carry.scalar_type();
  }
  return memory;
}

template <typename Real>
void AttendStep<Real>::attend(const AttentionRows<Real>& rows, Workspace<Real>& workspace) const {
  const torch::NoGradGuard no_grad;
  Real* contexts = workspace.take(rows.queries.count * use_.inputs());
  for (int64_t begin = 0, count = 0; begin < rows.queries.count; begin += count) {
    count = count_alike(rows, begin);
    const auto& memory = static_cast<const DefinedMemory<Real>&>(*rows.sentences[begin]);
    const auto& [keys, values, mask] = memory.tensors;
    const auto repeated = [count](const Tensor& tensor) {
      std::vector<int64_t> shape = tensor.sizes().vec();
      shape[0] = count;
      return tensor.expand(shape);
    };
    const int64_t width = rows.queries.stride;
    const AttentionStep step =
        attention_->attend(tensor_of(rows.queries.data + begin * width, count, width, width),
                           {repeated(keys), repeated(values), repeated(mask)},
                           carry_of(memory, rows.carry + begin * rows.stride, count, rows.stride));
    write(step.context, use_.inputs(), contexts + begin * use_.inputs());
    write(step.weights, rows.stride, rows.weights + begin * rows.stride);
    if (!step.carry.defined()) continue;
    write(step.carry, rows.stride, rows.next_carry + begin * rows.stride + 1);
    for (int64_t row = 0; row < count; ++row) {
      rows.next_carry[(begin + row) * rows.stride] = Real(1);
    }
  }
  use_({contexts, rows.queries.count, use_.inputs()}, rows.contexts);
}

template class AttendStep<float>;
template class AttendStep<double>;

}  // namespace dragoman
