#include "dragoman/nn/weight.h"

#include <mutex>

namespace dragoman {

struct Weight::Packing {
  std::mutex mutex;  // guards all below
  bool kept = false;
  // Of which value the packed one was made: another place or version is another value.
  const void* place = nullptr;
  int64_t version = 0;
  std::shared_ptr<const PackedWeight<float>> single;
  std::shared_ptr<const PackedWeight<double>> twice;

  template <typename Real>
  auto& packed() {
    if constexpr (std::is_same_v<Real, float>) {
      return single;
    } else {
      return twice;
    }
  }

  void forget() {
    single.reset();
    twice.reset();
  }
};

Weight::Weight(Tensor value) : value_(std::move(value)), packing_(std::make_shared<Packing>()) {}

template <typename Real>
std::shared_ptr<const PackedWeight<Real>> Weight::packed() const {
  const MatrixView<Real> view{value_.data_ptr<Real>(), value_.size(0), value_.size(1),
                              value_.stride(0), value_.stride(1)};
  const auto made = [&] { return std::make_shared<const PackedWeight<Real>>(view); };
  const std::lock_guard lock(packing_->mutex);
  if (!packing_->kept) return made();
  const auto version = static_cast<int64_t>(value_._version());
  if (packing_->place != view.data || packing_->version != version) {
    packing_->forget();
    packing_->place = view.data;
    packing_->version = version;
  }
  auto& packed = packing_->packed<Real>();
  if (packed == nullptr) packed = made();
  return packed;
}

template std::shared_ptr<const PackedWeight<float>> Weight::packed() const;
template std::shared_ptr<const PackedWeight<double>> Weight::packed() const;

void Weight::keep_packed(bool keep) const {
  const std::lock_guard lock(packing_->mutex);
  packing_->kept = keep;
  if (!keep) packing_->forget();
}

void WeightOwner::train(bool on) {
  for (const Weight& weight : weights_) weight.keep_packed(!on);
  torch::nn::Module::train(on);
}

Weight WeightOwner::own(const Tensor& parameter) {
  weights_.emplace_back(parameter);
  return weights_.back();
}

}  // namespace dragoman
