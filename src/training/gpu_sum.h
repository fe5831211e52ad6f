#pragma once
#include <functional>
#include <memory>

#include <torch/csrc/distributed/c10d/Store.hpp>
#include <torch/types.h>

#include "dragoman/training/launch.h"

namespace dragoman {

/// Sums of what is on the GPUs of several processes.
class GpuSum {
 public:
  virtual ~GpuSum() = default;

  /// Begins to add `values` up over all processes, into each. @return waits for the end
  virtual std::function<void()> add_up(const torch::Tensor& values) = 0;
};

/// Over NCCL; null where that is not built in.
std::unique_ptr<GpuSum> meet_on_gpus(const c10::intrusive_ptr<c10d::Store>& store,
                                     const Launch& launch);

}  // namespace dragoman
