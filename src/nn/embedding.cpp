#include "nn/embedding.h"

#include <ATen/Parallel.h>

#include "nn/tape/operator.h"

namespace dragoman {
namespace {

/// Adds rows[i] to table[words[i]]. Threads share columns out, so that they never meet and sums
/// have one order.
void add_rows(const Tensor& table, const Tensor& words, const Tensor& rows) {
  const int64_t width = table.size(1), count = words.numel();
  constexpr int64_t columns_per_task = 64;
  AT_DISPATCH_FLOATING_TYPES(table.scalar_type(), "embedding", [&] {
    at::parallel_for(0, width, columns_per_task, [&](int64_t begin, int64_t end) {
      for (int64_t i = 0; i < count; ++i) {
        const scalar_t* from = rows.data_ptr<scalar_t>() + i * width;
        scalar_t* to = table.data_ptr<scalar_t>() + words.data_ptr<int64_t>()[i] * width;
        for (int64_t column = begin; column < end; ++column) to[column] += from[column];
      }
    });
  });
}

/// An embedding whose gradient touches the rows of its words only.
class Embedding : public Operator {
 public:
  Embedding(const Tensor& table, const Tensor& words)
      : table_(table.detach()), words_(words.contiguous()), entry_(ledger_.add(table)) {}

  variable_list forward() override { return {torch::embedding(table_, words_)}; }

  void backward(const variable_list& upstream) override {
    const Tensor rows = upstream[0].contiguous();
    ledger_.write(entry_, [&](const Tensor& gradient, bool accumulate) {
      if (!accumulate) Tensor(gradient).zero_();
      add_rows(gradient, words_, rows);
    });
  }

 private:
  Tensor table_, words_;
  GradientLedger::Entry entry_;
};

}  // namespace

Tensor embed(const Tensor& table, const Tensor& words, const Arithmetic& arithmetic) {
  if (!arithmetic.fast_on(table)) return torch::embedding(table, words);
  return run_operator(c10::make_intrusive<Embedding>(table, words))[0];
}

}  // namespace dragoman
