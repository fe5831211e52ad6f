// c10d's process group over NCCL: a LibTorch with CUDA has it, and NCCL's headers are needed to
// name it.
#include <exception>
#include <vector>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "training/gpu_sum.h"

namespace dragoman {
namespace {

/// The same store by a connection of its own: on one that is shared, the heartbeat would wait
/// behind a call that waits for other processes.
template <class AnyStore>
c10::intrusive_ptr<c10d::Store> own_connection(const c10::intrusive_ptr<AnyStore>& store) {
  if constexpr (requires { store->clone(); }) return store->clone();
  return store;  // before LibTorch 2.8
}

class NcclSum : public GpuSum {
 public:
  NcclSum(const c10::intrusive_ptr<c10d::Store>& store, const Launch& launch)
      : group_(c10::make_intrusive<c10d::ProcessGroupNCCL>(
            c10::make_intrusive<c10d::PrefixStore>("nccl", own_connection(store)),
            static_cast<int>(launch.rank), static_cast<int>(launch.size))) {}

  /// After an error nothing is waited for: the others may never come to it.
  ~NcclSum() override { std::uncaught_exceptions() > 0 ? group_->abort() : group_->shutdown(); }
  NcclSum(const NcclSum&) = delete;
  NcclSum& operator=(const NcclSum&) = delete;

  std::function<void()> add_up(const torch::Tensor& values) override {
    std::vector<torch::Tensor> tensors = {values};
    return [work = group_->allreduce(tensors)] { work->wait(); };
  }

 private:
  c10::intrusive_ptr<c10d::ProcessGroupNCCL> group_;
};

}  // namespace

std::unique_ptr<GpuSum> meet_on_gpus(const c10::intrusive_ptr<c10d::Store>& store,
                                     const Launch& launch) {
  return std::make_unique<NcclSum>(store, launch);
}

}  // namespace dragoman
