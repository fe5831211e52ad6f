#pragma once
#include <vector>

#include <torch/types.h>

#include "dragoman/training/state.h"

namespace dragoman {

/// Updates whose numbers are still where they were computed: a GPU is waited for once for all of
/// them.
class UnreadUpdates {
 public:
  /// What an update came to, 0-d float64 each: sums over target words, as often as they were passed
  /// over, of what is trained and of the cross-entropy; their number; the norm of the summed
  /// gradient, and what it was taken times.
  struct Numbers {
    torch::Tensor trained, cross_entropy, words, gradient_norm, scale;
  };

  /// @param report all that is known beforehand
  void add(const UpdateReport& report, const Numbers& numbers);

  /// The whole reports, in order, of which none is left here. The time that they took is spread
  /// evenly, as it is not known of each. @param passes over each word
  std::vector<UpdateReport> read(int64_t passes);

 private:
  std::vector<UpdateReport> reports_;
  std::vector<torch::Tensor> numbers_;  // float64 [5] each
};

}  // namespace dragoman
