#include "nn/embedding.h"

#include "dragoman/kernels/row_sums.h"
#include "dragoman/nn/array_of.h"
#include "nn/tape/operator.h"

namespace dragoman {
namespace {

/// An embedding whose gradient touches the rows of its words only.
class Embedding : public Operator {
 public:
  Embedding(const Tensor& table, const Tensor& words)
      : table_(table.detach()), words_(words.contiguous()), entry_(ledger_.add(table)) {}

  variable_list forward() override { return {torch::embedding(table_, words_)}; }

  void backward(const variable_list& upstream) override {
    const Tensor rows = upstream[0].contiguous().view({-1, table_.size(1)});
    ledger_.write(entry_, [&](const Tensor& gradient, bool accumulate) {
      if (!accumulate) Tensor(gradient).zero_();
      add_rows_of_words(array_of(words_.flatten()), array_of(rows), array_of(gradient));
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
