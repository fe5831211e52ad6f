#include "dragoman/training/averaged_weights.h"

#include <algorithm>
#include <utility>

#include <torch/utils.h>

namespace dragoman {

AveragedWeights::AveragedWeights(double rate, const Tensor& values)
    : rate_(rate), average_(rate > 0 ? values.clone() : Tensor()) {}

AveragedWeights::Step AveragedWeights::step(int64_t update) const {
  return {average_, std::max(rate_, 10 / (9 + static_cast<double>(update)))};
}

AveragedWeights::Guard::Guard(Tensor average, Tensor values)
    : average_(std::move(average)), values_(std::move(values)) {
  exchange();
}

AveragedWeights::Guard::~Guard() {
  exchange();
}

void AveragedWeights::Guard::exchange() {
  if (!average_.defined()) return;
  const torch::NoGradGuard no_grad;
  const Tensor kept = values_.clone();
  values_.copy_(average_);
  average_.copy_(kept);
}

}  // namespace dragoman
