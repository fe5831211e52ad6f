#include "dragoman/nn/mixup.h"

#include <torch/utils.h>

namespace dragoman {

Tensor Mixup::mixed(const Tensor& embedded, const Tensor& mask, int64_t batch) const {
  const Tensor words = embedded * mask.unsqueeze(2);
  return words * share + of_partners(words, batch) * (1 - share);
}

Mixup draw_mixup(int64_t sentences, double alpha, torch::Device device) {
  const Tensor shares = torch::_sample_dirichlet(torch::full({2}, alpha, torch::kDouble));
  return {torch::randperm(sentences, torch::kLong).to(device), shares[0].item<double>()};
}

}  // namespace dragoman
