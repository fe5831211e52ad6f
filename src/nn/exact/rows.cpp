#include "nn/exact/rows.h"

#include <limits>

#include <ATen/Parallel.h>

#include "dragoman/kernels/rows.h"
#include "nn/exact/products.h"

namespace dragoman {
namespace {

/// Numbers that one thread works on at a time.
constexpr int64_t work_of_a_task = 1 << 12;

/// Calls work with the first element of each row.
template <class Work>
void for_rows(const Tensor& rows, const Work& work) {
  const int64_t width = std::max<int64_t>(1, rows.size(-1));
  const int64_t grain = std::max<int64_t>(1, work_of_a_task / width);
  at::parallel_for(0, rows.numel() / width, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) work(row * width);
  });
}

/// A copy that is dense and may be written to.
Tensor copied(const Tensor& tensor) {
  return tensor.clone(at::MemoryFormat::Contiguous);
}

}  // namespace

Tensor tanh_of(const Tensor& values) {
  if (!is_exact(values)) return torch::tanh(values);
  const Tensor out = copied(values);
  AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "tanh", [&] {
    for_rows(out, [&](int64_t at) { tanh_in_place(out.data_ptr<scalar_t>() + at, out.size(-1)); });
  });
  return out;
}

Tensor softmax_over(const Tensor& scores, const Tensor& mask) {
  if (!is_exact(scores)) {
    return torch::softmax(
        scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity()), -1);
  }
  const Tensor out = copied(scores), real = mask.expand_as(scores).contiguous();
  AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "softmax", [&] {
    for_rows(out, [&](int64_t at) {
      softmax(out.data_ptr<scalar_t>() + at, real.data_ptr<bool>() + at, out.size(-1));
    });
  });
  return out;
}

Tensor log_softmax_of(const Tensor& scores) {
  if (!is_exact(scores)) return torch::log_softmax(scores, -1);
  const Tensor out = copied(scores);
  AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "log softmax", [&] {
    for_rows(out, [&](int64_t at) { log_softmax(out.data_ptr<scalar_t>() + at, out.size(-1)); });
  });
  return out;
}

Tensor additive_scores_of(const Tensor& query, const Tensor& v, const Tensor& keys) {
  if (!is_exact(query)) return torch::matmul(torch::tanh(keys + query.unsqueeze(1)), v);
  const Tensor queries = query.contiguous(), rows = keys.contiguous();
  const Tensor out = torch::empty({keys.size(0), keys.size(1)}, keys.options());
  AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "additive scores", [&] {
    at::parallel_for(0, out.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        additive_scores(queries.data_ptr<scalar_t>() + row * queries.size(1),
                        v.data_ptr<scalar_t>(),
                        Rows<scalar_t>{rows.data_ptr<scalar_t>() + row * rows.stride(0),
                                       rows.size(1), rows.size(2), rows.stride(1)},
                        nullptr, out.data_ptr<scalar_t>() + row * out.size(1));
      }
    });
  });
  return out;
}

}  // namespace dragoman
