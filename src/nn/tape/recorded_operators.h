#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "nn/recorder.h"
#include "nn/tape/operator.h"

namespace dragoman {

/// Operators of one place in a model, which are made again for every batch. On a GPU, those of
/// shapes that come again are recorded at the second time, and repeated from then on: one call
/// starts all kernels of a pass. What is recorded keeps its memory.
class RecordedOperators {
 public:
  using Make = std::function<c10::intrusive_ptr<Operator>(const variable_list& inputs)>;

  /// The outputs of make(inputs), as `run_operator` has them.
  /// @param inputs all that differs from batch to batch, or is undefined; what else the operator's
  /// ledger has are parameters
  /// @param make is kept; it makes the same of other inputs of these shapes
  variable_list run(const variable_list& inputs, const Make& make);

 private:
  class Recording;
  class Repetition;

  struct Place {
    bool is_repeatable = false;
    std::shared_ptr<Recording> recording;  // from the second time on
  };

  /// The operator that repeats a recording, or null where the batch has to go on its own.
  c10::intrusive_ptr<Operator> repetition(const variable_list& inputs, const Make& make);

  std::optional<Recorder> recorder_;
  std::map<std::vector<int64_t>, Place> places_;  // by the shapes of the inputs
};

/// The outputs of make(parts), recorded where that pays. `for_each_input(parts, visit)` visits all
/// tensors of theirs that differ from batch to batch.
template <class Parts, class Make>
variable_list run_recorded(RecordedOperators& recorded, const Parts& parts, const Make& make) {
  variable_list inputs;
  Parts rest = parts;
  for_each_input(rest, [&](Tensor& tensor) {
    inputs.push_back(tensor);
    tensor = Tensor();
  });
  return recorded.run(inputs, [make, rest](const variable_list& given) {
    Parts whole = rest;
    size_t next = 0;
    for_each_input(whole, [&](Tensor& tensor) { tensor = given[next++]; });
    return make(whole);
  });
}

}  // namespace dragoman
