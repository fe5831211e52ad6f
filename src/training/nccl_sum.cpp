// c10d's process group over NCCL: a LibTorch with CUDA has it, and NCCL's headers are needed to
// name it.
#include <chrono>
#include <cstdlib>
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

/// It is the heartbeat that sees whether others live: no watchdog ends this process before it has
/// said so. And sums are made in the order of a ring, the same at every launch.
c10::intrusive_ptr<c10d::ProcessGroupNCCL::Options> options() {
  ::setenv("TORCH_NCCL_ASYNC_ERROR_HANDLING", "0", /*overwrite=*/0);
  ::setenv("NCCL_ALGO", "Ring", /*overwrite=*/0);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = std::chrono::hours(24 * 365);
  return options;
}

class NcclSum : public GpuSum {
 public:
  NcclSum(const c10::intrusive_ptr<c10d::Store>& store, const Launch& launch)
      : group_(c10::make_intrusive<c10d::ProcessGroupNCCL>(
            c10::make_intrusive<c10d::PrefixStore>("nccl", own_connection(store)),
            static_cast<int>(launch.rank), static_cast<int>(launch.size), options())) {}

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
