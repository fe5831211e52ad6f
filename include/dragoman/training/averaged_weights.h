#pragma once
#include <torch/types.h>

namespace dragoman {

using torch::Tensor;

/// An exponential moving average of the weights (Polyak and Juditsky 1992, in its exponential
/// form):
///   average ← average + w · (weights − average),  w = max(rate, 10 / (9 + update)),
/// where the second term lets the first updates, far from everything, fade quickly.
class AveragedWeights {
 public:
  /// @param rate of the newest weights; 0 keeps no average
  AveragedWeights(double rate, const Tensor& values);

  /// What an update of the average needs; the optimiser does it in the pass that makes the values.
  struct Step {
    Tensor average;     // [P], undefined when no average is kept
    double weight = 0;  // w
  };
  Step step(int64_t update) const;

  /// [P], undefined when no average is kept.
  const Tensor& average() const { return average_; }

  /// Exchanges the average and the values while it lives.
  class Guard {
   public:
    Guard(Tensor average, Tensor values);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    void exchange();
    Tensor average_, values_;
  };
  Guard use(const Tensor& values) { return {average_, values}; }

 private:
  double rate_;
  Tensor average_;
};

}  // namespace dragoman
