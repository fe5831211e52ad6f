#include "nn/exact/products.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include "dragoman/kernels/rows.h"

namespace dragoman {
namespace {

/// Multiply-adds that one thread works on at a time.
constexpr int64_t work_of_a_task = 1 << 15;

/// [..., R, D] as [A, B, R, D], whose last dimension is dense.
Tensor in_four_dimensions(const Tensor& tensor) {
  TORCH_CHECK(tensor.dim() >= 2 && tensor.dim() <= 4, "a product takes [..., R, D], got ",
              tensor.sizes());
  Tensor four = tensor;
  while (four.dim() < 4) four = four.unsqueeze(0);
  return four.stride(3) == 1 ? four : four.contiguous();
}

template <typename Real>
Rows<Real> rows_at(const Tensor& tensor, int64_t a, int64_t b) {
  return {tensor.data_ptr<Real>() + a * tensor.stride(0) + b * tensor.stride(1), tensor.size(2),
          tensor.size(3), tensor.stride(2)};
}

/// Calls work(left row, rows of the right side, row of the result) for each row of the left side.
template <typename Real, class Work>
void for_rows(const Tensor& left, const Tensor& right, const Tensor& out, const Work& work) {
  const int64_t inner = left.size(1), rows = left.size(2);
  const int64_t cost = std::max<int64_t>(1, right.size(2) * right.size(3));
  const int64_t grain = std::max<int64_t>(1, work_of_a_task / cost);
  at::parallel_for(0, left.size(0) * inner * rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t a = i / rows / inner, b = i / rows % inner, row = i % rows;
      const Rows<Real> from = rows_at<Real>(left, a, b);
      work(from.data + row * from.stride, rows_at<Real>(right, a, b),
           out.data_ptr<Real>() + i * out.size(3));
    }
  });
}

/// `out` in the shape of `tensor`, but for its last dimension.
Tensor shaped_as(const Tensor& tensor, const Tensor& out) {
  std::vector<int64_t> shape = tensor.sizes().vec();
  shape.back() = out.size(-1);
  return out.view(shape);
}

/// Room for the rows of `left`, each `width` long.
Tensor rows_of_width(const Tensor& left, int64_t width) {
  return torch::empty({left.size(0), left.size(1), left.size(2), width}, left.options());
}

}  // namespace

bool is_exact(const Tensor& tensor) {
  return !torch::GradMode::is_enabled() && tensor.is_cpu() && tensor.is_floating_point() &&
         tensor.element_size() >= 4;
}

Tensor affine(const Tensor& input, const Weight& weight, const Tensor& bias) {
  if (!is_exact(input)) return torch::linear(input, weight, bias);
  const Tensor rows = input.reshape({-1, input.size(-1)}).contiguous();
  const Tensor out = torch::empty({rows.size(0), weight.value().size(0)}, rows.options());
  AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "affine", [&] {
    const scalar_t* row = bias.defined() ? bias.data_ptr<scalar_t>() : nullptr;
    weight.packed<scalar_t>()->multiply({rows.data_ptr<scalar_t>(), rows.size(0), rows.size(1)},
                                        row, {out.data_ptr<scalar_t>(), out.size(0), out.size(1)});
  });
  return shaped_as(input, out);
}

Tensor dot_products(const Tensor& queries, const Tensor& keys) {
  if (!is_exact(queries)) return torch::matmul(queries, keys.transpose(-1, -2));
  const Tensor left = in_four_dimensions(queries), right = in_four_dimensions(keys);
  const Tensor out = rows_of_width(left, right.size(2));
  AT_DISPATCH_FLOATING_TYPES(left.scalar_type(), "dot products", [&] {
    for_rows<scalar_t>(left, right, out, [](const auto* query, const auto& rows, auto* products) {
      dot_rows(query, rows, 1, products);
    });
  });
  return shaped_as(queries, out);
}

Tensor weighted_sums(const Tensor& weights, const Tensor& values) {
  if (!is_exact(weights)) return torch::matmul(weights, values);
  const Tensor left = in_four_dimensions(weights), right = in_four_dimensions(values);
  const Tensor out = rows_of_width(left, right.size(3));
  AT_DISPATCH_FLOATING_TYPES(left.scalar_type(), "weighted sums", [&] {
    for_rows<scalar_t>(left, right, out, [](const auto* row, const auto& rows, auto* sums) {
      sum_rows(row, 1, rows, false, sums);
    });
  });
  return shaped_as(weights, out);
}

}  // namespace dragoman
